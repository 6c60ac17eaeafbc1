"""What the three villages are busy with: words and sums only. Days count back from today."""

from dataclasses import dataclass

from village.rules import MatterKind


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter in words. Money is integer cents."""

    title: str
    summary: str
    kind: MatterKind
    budget: int | None
    doer: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """One village and its four matters, each at another point of the road."""

    code: str
    name: str
    profile: str
    size: int
    groups: int
    phone: str
    places: str
    waiting: Topic
    running: Topic
    finished: Topic
    stopped: Topic


K = MatterKind
SHIQIAO = Town(
    code="shiqiao",
    name="石桥村",
    profile="national-2025",
    size=300,
    groups=3,
    phone="0570-0000001",
    places="村口和文化礼堂门前",
    waiting=Topic(
        "自来水管网改造",
        "二组、三组的老铁管换成塑料管，共 1,850 米，分两段停水施工。预算 42.8 万元：上级补助"
        " 30 万元，村集体 12.8 万元，不向村民筹资。",
        K.PUBLIC_WORKS,
        42_800_000,
    ),
    running=Topic(
        "三组机耕路硬化工程",
        "三组到晒谷场的 620 米机耕路铺水泥，宽 3.5 米。预算 18.6 万元：财政奖补 12 万元，"
        "村集体 6.6 万元，不向村民筹资。",
        K.PUBLIC_WORKS,
        18_600_000,
    ),
    finished=Topic(
        "文化礼堂屋顶修缮",
        "换掉漏水的屋面瓦 240 平方米，重做防水。预算 6.8 万元，由村集体支出。",
        K.PUBLIC_WORKS,
        6_800_000,
        "青溪镇某建筑队（询价三家，报价最低）",
    ),
    stopped=Topic(
        "高铁征地补偿费分配",
        "高铁占地 11.3 亩的土地补偿费 96 万元怎样分配：按成员人数平均分，还是先留三成作公积金。",
        K.LAND_COMPENSATION,
        96_000_000,
    ),
)
LIUWAN = Town(
    code="liuwan",
    name="柳湾村",
    profile="zhejiang",
    size=800,
    groups=6,
    phone="0570-0000002",
    places="村委会门前、六个组的公示墙",
    waiting=Topic(
        "老年食堂改建",
        "旧小学的两间教室改成老年食堂，每餐 80 人。预算 31.5 万元：慈善捐款 15 万元，村集体"
        " 16.5 万元。",
        K.PUBLIC_WORKS,
        31_500_000,
    ),
    running=Topic(
        "村庄规划局部调整",
        "村口两亩闲置地由预留用地改为停车场和公厕，不占耕地，不涉及宅基地。",
        K.PLANNING,
        None,
    ),
    finished=Topic(
        "村组干部误工补贴标准",
        "村民小组组长误工补贴由每月 150 元提高到 200 元，网格员每月 260 元，全年共 2.52 万元。",
        K.ALLOWANCES,
        2_520_000,
        "柳湾村民委员会",
    ),
    stopped=Topic(
        "鱼塘承包到期重新发包",
        "村集体 46 亩鱼塘承包到期，公开招标重新发包三年，底价每亩每年 900 元。",
        K.LAND_CONTRACT,
        None,
    ),
)
YUNLING = Town(
    code="yunling",
    name="云岭村",
    profile="national-2025",
    size=1600,
    groups=9,
    phone="0570-0000003",
    places="村便民服务中心、三个自然村的村口",
    waiting=Topic(
        "太阳能路灯安装",
        "三个自然村的主路装太阳能路灯 86 盏，每盏 2,350 元。预算 20.21 万元，全部由财政奖补。",
        K.PUBLIC_WORKS,
        20_210_000,
    ),
    running=Topic(
        "重点帮扶户名单和帮扶方案",
        "按收入和灾病情况确定帮扶户 14 户，每户落实一名联系人，帮扶资金 8.4 万元。",
        K.ASSISTANCE,
        8_400_000,
    ),
    finished=Topic(
        "山塘清淤和坝体加固",
        "清理两口山塘淤泥 3,200 立方米，加固坝体 60 米。预算 27.4 万元：水利专项 20 万元，"
        "村集体 7.4 万元。",
        K.PUBLIC_WORKS,
        27_400_000,
        "某水利工程队（公开招标）",
    ),
    stopped=Topic(
        "集体旧茶厂资产处置",
        "停产的旧茶厂厂房和设备作价 58 万元对外转让，所得归村集体。",
        K.COLLECTIVE_ASSETS,
        58_000_000,
    ),
)
TOWNS = (SHIQIAO, LIUWAN, YUNLING)
