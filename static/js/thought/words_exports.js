// Words of the page of exports. Keys are equal in both languages.

export const exports_ = {
  zh: {
    title: "导出 · 社会治理中心", heading: "导出", notFound: "没有找到这个页面",
    why: "本地范围内的事项,身份信息一律隐去。超过 {n} 人的,须由县级另一人同意。只有申请人能下载,24 小时后失效;每一行都有水印,每一步都记入审计。",
    from: "登记日期自", to: "至", which: "哪些", which_all: "全部", which_open: "未办结", which_closed: "已办结",
    purpose: "用途", purpose_supervise: "督查督办", purpose_report: "工作报告", purpose_inspection: "上级检查",
    purpose_handover: "工作移交", purpose_archive: "归档",
    reason: "理由", reasonHint: "给谁、为何要用,至少四个字", ask: "申请导出",
    need: "请填写", needReason: "请写明理由", ready: "可以下载了", waits: "共 {n} 人,等待县级另一人同意",
    waitingTitle: "等我审批", waitingNone: "没有等您审批的导出", mineTitle: "我的导出", mineNone: "近三十天您没有导出过",
    othersTitle: "其他人的导出", othersNone: "近三十天没有其他导出",
    state_waiting: "等待审批", state_ready: "可下载", state_refused: "不同意", state_ended: "已作废", state_expired: "已过期",
    holds: "{cases} 件 · 身份信息 {n} 人 · 用途:{purpose}", asks: "{name} · {unit} 申请于 {date}", reasonIs: "理由:{words}",
    untilIs: "有效至 {date}", second_approve: "{name} 同意", second_refuse: "{name} 不同意", taken: "已下载 {n} 次",
    approve: "同意", refuse: "不同意", take: "下载", xlsx: "下载台账(Excel)", geojson: "下载地图数据(GeoJSON)", end: "作废", done: "已办理",
  },
  en: {
    title: "Exports · Governance centre", heading: "Exports", notFound: "There is no such page",
    why: "Cases of your place, with every identity masked. Over {n} identities another person of the county must agree. Only whoever asked takes the file, for 24 hours; every line is marked and every step on record.",
    from: "Opened from", to: "to", which: "Which", which_all: "all", which_open: "open", which_closed: "closed",
    purpose: "Purpose", purpose_supervise: "supervision", purpose_report: "a report", purpose_inspection: "an inspection",
    purpose_handover: "a hand-over", purpose_archive: "the archive",
    reason: "Reason", reasonHint: "for whom and why, at least four letters", ask: "Ask for the export",
    need: "Fill this in", needReason: "Say why", ready: "It can be taken now", waits: "{n} identities: another person of the county must agree",
    waitingTitle: "Waiting for my word", waitingNone: "No export waits for your word", mineTitle: "My exports", mineNone: "You exported nothing in thirty days",
    othersTitle: "Exports of others", othersNone: "No other exports in thirty days",
    state_waiting: "waiting", state_ready: "ready", state_refused: "refused", state_ended: "ended", state_expired: "expired",
    holds: "{cases} cases · {n} identities · purpose: {purpose}", asks: "{name} · {unit} asked {date}", reasonIs: "Reason: {words}",
    untilIs: "until {date}", second_approve: "{name} agreed", second_refuse: "{name} refused", taken: "taken {n} times",
    approve: "Agree", refuse: "Refuse", take: "Take the file", xlsx: "Take it as Excel", geojson: "Take it as GeoJSON", end: "End it", done: "Done",
  },
};
