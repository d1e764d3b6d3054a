// Words of what the law and the state table know beside the plain way of a case: how it ends
// otherwise, and how it comes back. Desk and phone share them. Keys are equal in both languages.

export const law = {
  zh: {
    did_declined: "不予受理", did_withdrawn: "群众撤回", did_reopened: "重新办理",
    hint_decline: "写明去处", hint_withdraw: "向群众本人核实", hint_reopen: "交回原牵头单位",
    did_told: "告知群众", hint_tell: "写明方式和时间", notices: "应告知群众", untoldCount: "{n} 项待告知", toldNow: "已告知", notTold: "待告知", owedSince: "{time} 起",
    whatToTell: "告知什么", toldHow: "告知方式", toldWhen: "告知时间(空:现在)", toldWords: "说明(无法告知的写明原因)",
    queue_untold: "待告知", empty_untold: "没有待告知群众的事项",
    did_merged: "并入另一事项", did_absorbed: "接收并案", did_unmerged: "撤销并案", did_released: "并案分出",
    hint_merge: "同一事项并成一件", hint_unmerge: "七天内", hint_link: "互相写明",
    mergeInto: "并入哪一件(受理编号)", mergeWords: "为何是同一事项", unmergeWords: "为何撤销并案", linkTo: "与哪一件关联(受理编号)", mergedHere: "并入本件", goesOnIn: "并入",
    did_transferred: "导入法定途径", did_came_back: "外部办理结果", did_hearing_called: "召开听证", did_hearing_concluded: "听证笔录",
    hint_transfer: "法院、仲裁、复议等", "hint_come-back": "登记结果或退回", hint_hear: "重大、复杂的", "hint_conclude-hearing": "写明结果", needMoment: "请选日期和时间",
    toWhichBody: "导入哪里", bodyName: "机关名称", bodyNumber: "对方案号(可空)", expectedBy: "预计何时有结果(仲裁、监察按法定)", transferWords: "理由(将告知群众)",
    outcomeThere: "结果", outcomeWords: "处理结果或退回理由", hearingAt: "听证时间", hearingSpot: "听证地点", hearingWords: "听证事项", hearingWho: "参加人", minutesWords: "听证笔录和结论",
    awayTitle: "外部办理", stillThere: "在外部办理", hearingsTitle: "听证", hearingWaits: "待召开",
    rightDoor: "应去哪里", declineWords: "不予受理的理由(将告知群众)", heardHow: "如何向群众核实",
    withdrawWords: "群众原话(只有群众本人可以撤回)", reopenWords: "为何重新办理",
  },
  en: {
    did_declined: "Not accepted", did_withdrawn: "Withdrawn", did_reopened: "Reopened",
    hint_decline: "with the right door", hint_withdraw: "ask the citizen", hint_reopen: "back to who led it",
    did_told: "Citizen told", hint_tell: "how, and when", notices: "To tell the citizen", untoldCount: "{n} to tell", toldNow: "told", notTold: "to tell", owedSince: "since {time}",
    whatToTell: "What is told", toldHow: "How", toldWhen: "When (empty: now)", toldWords: "Remarks (say why, if it could not be told)",
    queue_untold: "To tell", empty_untold: "Nobody waits to be told anything",
    did_merged: "Merged", did_absorbed: "Took another in", did_unmerged: "Taken out again", did_released: "Another came out",
    hint_merge: "one matter, one case", hint_unmerge: "within seven days", hint_link: "both say so",
    mergeInto: "Into which (receipt number)", mergeWords: "Why it is the same matter", unmergeWords: "Why they are taken apart", linkTo: "With which (receipt number)", mergedHere: "Merged into this", goesOnIn: "Goes on in",
    did_transferred: "Transferred", did_came_back: "Came back", did_hearing_called: "Hearing called", did_hearing_concluded: "Hearing concluded",
    hint_transfer: "court, arbitration, review", "hint_come-back": "decided or sent back", hint_hear: "grave or complex", "hint_conclude-hearing": "with its minutes", needMoment: "Choose a day and a time",
    toWhichBody: "Where to", bodyName: "Its name", bodyNumber: "Its case number (optional)", expectedBy: "Result expected by (arbitration, inspection: by law)", transferWords: "Why (the citizen is told)",
    outcomeThere: "What came of it", outcomeWords: "The result, or why it was sent back", hearingAt: "When", hearingSpot: "Where", hearingWords: "About what", hearingWho: "Who took part", minutesWords: "Minutes and conclusion",
    awayTitle: "With other bodies", stillThere: "still there", hearingsTitle: "Hearings", hearingWaits: "to come",
    rightDoor: "Where it belongs", declineWords: "Why it is not accepted (the citizen is told)", heardHow: "How the citizen was asked",
    withdrawWords: "What the citizen said (only they take it back)", reopenWords: "Why it is handled again",
  },
};
