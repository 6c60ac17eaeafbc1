# The two commands of the README, and what developers use besides. Everything starts from a bare
# checkout: scripts/bootstrap.py makes .venv and finds or installs what is missing.

BIN = .venv/bin

.PHONY: demo test check bench soak docs-shots

demo:  ## the demo township on http://127.0.0.1:8000
	@python3 scripts/bootstrap.py run
	@$(BIN)/python run.py demo $(DEMO)

# What is compiled is kept, whatever the machine is set to: six workers import all of it.
test check: export PYTHONDONTWRITEBYTECODE =

test:  ## style and types, then every test on SQLite, on PostgreSQL and in Chromium
	@python3 scripts/bootstrap.py test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pytest -n 2 --dist worksteal -m "not browser"
	@mkdir -p build
	$(BIN)/pytest -n 2 --dist loadfile -m browser >build/chromium.log 2>&1 & seen=$$!; \
	trap 'kill $$seen' INT TERM; told=0; \
	TESTDB=postgres $(BIN)/pytest -n 2 --dist worksteal -m "db and not browser" || told=1; \
	$(BIN)/mypy || told=1; \
	wait $$seen || told=1; cat build/chromium.log; exit $$told

check:  ## style, types, the rules of the architecture, migrations; in seconds
	@python3 scripts/bootstrap.py test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	scripts/makemigrations --check
	$(BIN)/pytest tests/test_architecture.py tests/test_migrations.py

bench:  ## the product beside its bare limits, as ratios
	@python3 scripts/bootstrap.py run
	@$(BIN)/python run.py bench $(BENCH)

soak:  ## 300 kills of a server in which 1,200 vote: nothing acknowledged may be lost; a quarter hour
	@python3 scripts/bootstrap.py test
	@$(BIN)/python scripts/soak.py $(SOAK)

docs-shots:  ## the pictures of the guides, taken anew
	@python3 scripts/bootstrap.py test
	@$(BIN)/python scripts/docs_shots.py
