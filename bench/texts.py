"""What people write to a town, made of word lists: no message of anybody stands in this repository.

As long as a city's hotline has them: half below ninety characters, one in twenty above two hundred and
sixty, and now and then a letter. The lists are our own; a run of two characters is in every text, in
one of a hundred, or in one of twenty thousand.
"""

import random

ROADS = [
    a + b + c
    for a in "永和建设人民中山幸福解放东湖南"
    for b in "兴平安康宁华盛丰"
    for c in ("路", "街", "巷")
]
ESTATES = [a + b for a in ("翠湖", "金桂", "望江", "锦绣", "阳光", "书香", "梧桐", "城南") for b in ("花园", "小区", "新村", "家园", "公寓")]  # fmt: skip
THINGS = ["路灯", "下水道", "窨井盖", "电梯", "消防栓", "楼道灯", "垃圾桶", "自来水管", "健身器材", "行道树", "监控探头", "门禁", "公厕", "围墙", "排水沟"]  # fmt: skip
FAULTS = ["不亮", "堵塞", "破损", "漏水", "停运", "歪斜", "渗水", "满溢", "倒伏", "丢失", "松动", "有异味", "老化", "失灵", "坍塌"]  # fmt: skip
PLEAS = ["请尽快安排人员维修", "希望有关部门核实处理", "居民出行不便", "已经反映过多次没有结果", "家中老人行动不便需要上门", "晚上存在安全隐患", "孩子上学经过不安全", "请工作人员回电告知"]  # fmt: skip
OTHER = ["咨询医保报销需要什么材料", "申请居家养老助餐服务", "楼上半夜噪音扰民", "违章停车占用消防通道", "流浪狗没有人管", "工地扬尘严重", "想参加书法班报名", "低保复核进度查询"]  # fmt: skip
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉力健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子"
WHEN = ["去年入冬以后", "国庆节前", "上个月底", "连着下了三天雨", "开学那一周", "春节过后", "半夜两点多", "每逢赶集", "停电那天", "今年三伏天"]  # fmt: skip
WHO = ["楼长", "门卫", "收废品的师傅", "送菜的货车", "施工队", "隔壁开店的", "跳广场舞的邻居", "骑电动车的学生", "抄表员", "环卫工"]  # fmt: skip
DID = ["说过会来看看", "把路口堵住了", "量了尺寸就走了", "答应月底弄好", "差点在这里摔倒", "把登记本拿走了", "重新刷了一遍漆", "让大家自己凑钱", "拉了一根临时线", "拍了照片没有下文"]  # fmt: skip
SO = ["现在比原来还要差", "味道越来越重", "晚上只能绕道走", "老人都不敢下楼", "水一直漫到台阶", "车位少了一半", "来回要多走一里路", "物业和社区互相推", "墙角裂了一道缝", "希望给个准话"]  # fmt: skip
RARE = "龙卷风"
"""In one text of twenty thousand."""
LONGEST = 40
"""Sentences of a letter, beside its first."""


def text(chance: random.Random) -> str:
    """One person's message."""
    where = f"{chance.choice(ROADS)}{chance.randint(1, 300)}号{chance.choice(ESTATES)}"
    flat = f"{chance.randint(1, 30)}-{chance.randint(1, 4)}-{chance.randint(1, 18)}0{chance.randint(1, 4)}"
    what = f"{chance.choice(THINGS)}{chance.choice(FAULTS)}" if chance.random() < 0.7 else chance.choice(OTHER)  # fmt: skip
    more = "，".join(chance.sample(PLEAS, chance.randint(1, 3)))
    odd = RARE if chance.random() < 1 / 20_000 else ""
    further = "".join(_sentence(chance) for _ in range(min(LONGEST, int(chance.expovariate(0.35)))))
    return f"{where}{flat}，{name(chance)}来电：{what}，{more}。{further}{odd}"


def name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)


def _sentence(chance: random.Random) -> str:
    """What happened besides, or another thing that is broken there."""
    if chance.random() < 0.2:
        return f"{chance.choice(ROADS)}的{chance.choice(THINGS)}也{chance.choice(FAULTS)}。"
    said = f"{chance.choice(WHEN)}，{chance.choice(WHO)}{name(chance)}{chance.choice(DID)}"
    return f"{said}，{chance.choice(SO)}。"
