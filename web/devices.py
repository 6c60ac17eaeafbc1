"""What a person recognises a device by: a kind of phone and a browser, never its whole name."""

SYSTEMS = (
    ("HarmonyOS", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "电脑"),
)
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)


def told(user_agent: str) -> str:
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "不认识的设备")
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    return f"{system}，{browser}" if browser else system
