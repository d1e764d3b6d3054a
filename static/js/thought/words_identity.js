// Words of opened fields: which, and what for. Keys are equal in both languages.

export const identity = {
  zh: {
    field_name: "姓名", field_phone: "电话", field_id_number: "证件号码", field_address: "住址",
    purpose_contact: "联系办理", purpose_verify: "核对身份", purpose_follow_up: "回访",
    purpose_deliver: "送达文书", purpose_emergency: "紧急救助", purpose_answer: "答复本人查询",
    purpose_duplicate: "受理查重",
  },
  en: {
    field_name: "name", field_phone: "phone", field_id_number: "ID number", field_address: "address",
    purpose_contact: "to get in touch", purpose_verify: "to check who it is", purpose_follow_up: "follow-up visit",
    purpose_deliver: "to deliver a paper", purpose_emergency: "emergency", purpose_answer: "to answer the person",
    purpose_duplicate: "to look for duplicates",
  },
};
