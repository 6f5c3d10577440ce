import Kernel

/// What members mean, for the documents that people read; one vocabulary for all methods of the service.
enum Notes {
    static let members: [String: LocalizedText] = [
        "line": LocalizedText("รหัสหรือ id ของรายการงบประมาณ", "Code or id of a budget line"),
        "commitment": LocalizedText("เลขที่ใบสั่งซื้อ/สัญญา หรือ id", "Number of the purchase order or contract, or its id"),
        "entry": LocalizedText("รหัสหรือ id ของรายการบัญชี", "Code or id of a ledger entry"),
        "transfer": LocalizedText("รหัสหรือ id ของคำขอโอน", "Code or id of a transfer"),
        "organisation": LocalizedText(
            "รหัสหน่วยงาน รวมทุกหน่วยใต้สังกัดและในกำกับดูแล",
            "Code of an organisation; with it everything below it, over both relations, each once"),
        "fiscalYear": LocalizedText("ปีงบประมาณ พ.ศ. (ต.ค.–ก.ย.)", "Buddhist-era fiscal year, October to September"),
        "date": LocalizedText(
            "วันที่ของรายการ ค.ศ. ต้องอยู่ในปีงบประมาณของรายการ",
            "The day it counts for, Gregorian; within the line's fiscal year"),
        "amount": LocalizedText("จำนวนเงินบาท ทศนิยมสองตำแหน่ง เป็นข้อความ", "Baht with two places, as a string"),
        "document": LocalizedText(
            "เอกสารประกอบ: รหัสของหน่วยงาน เลขหนังสือ อ้างอิง หมายเหตุ",
            "The paper behind it: the office's own code, letter number, reference, note"),
        "final": LocalizedText(
            "งวดสุดท้าย: ส่วนที่เหลือของข้อผูกพันกลับเป็นเงินคงเหลือ",
            "The last payment: what remains of the commitment is available again"),
        "supplementary": LocalizedText("จัดสรรเพิ่มเติมระหว่างปี", "A further allocation within the year"),
        "allocated": LocalizedText(
            "จัดสรรสุทธิ = คงเหลือ + กันโอน + ผูกพัน + เบิกจ่าย", "Net allocated = available + reserved + committed + disbursed"),
        "available": LocalizedText("คงเหลือ ไม่มีวันติดลบ", "Free to be used; never below zero"),
        "reserved": LocalizedText("กันไว้เพื่อโอน รอมติ", "Held for a transfer that is not decided yet"),
        "committed": LocalizedText("ผูกพันแล้วยังไม่จ่าย", "Bound and not paid yet"),
        "disbursed": LocalizedText("เบิกจ่ายแล้ว", "Paid"),
        "spent": LocalizedText("เบิกจ่าย", "Spent: what was paid"),
        "used": LocalizedText("ใช้จ่าย = เบิกจ่าย + ผูกพัน", "Used: paid and committed"),
        "spentBasisPoints": LocalizedText("เบิกจ่ายต่อจัดสรร หน่วย 0.01%", "Spent of allocated, in hundredths of a percent"),
        "usedBasisPoints": LocalizedText("ใช้จ่ายต่อจัดสรร หน่วย 0.01%", "Used of allocated, in hundredths of a percent"),
        "plannedToDate": LocalizedText("แผนสะสมถึงสิ้นเดือนของวันที่", "The plan up to the end of the date's month"),
        "aheadOfPlan": LocalizedText(
            "เบิกจ่ายเทียบแผนสะสม ติดลบคือช้ากว่าแผน", "Spent less the plan to date: negative is behind"),
        "month": LocalizedText("เดือน 1–12 ตามปฏิทิน", "Calendar month 1–12"),
        "months": LocalizedText("เดือนที่ไม่ระบุเป็นศูนย์", "A month that is left out is zero"),
        "mode": LocalizedText(
            "atomic: ทั้งหมดหรือไม่เลย; partial: เฉพาะที่ถูก", "atomic: all or nothing; partial: what is right"),
        "problems": LocalizedText("สิ่งที่ผิดทุกข้อ พร้อมตำแหน่ง", "Everything that is wrong, with the place it is at"),
        "matter": LocalizedText("เรื่องที่พิจารณาคำขอโอน ดูที่ matter.get", "The matter that decides it; see matter.get"),
        "planType": LocalizedText("ประเภทแผนงาน", "Budget plan type"),
        "category": LocalizedText("งบรายจ่าย 5 ประเภท", "One of the five expenditure categories"),
        "source": LocalizedText("แหล่งเงิน", "Where the money comes from"),
        "workCode": LocalizedText("รหัสผลผลิตหรือโครงการ", "Code of the output or project"),
        "idempotencyKey": LocalizedText(
            "กุญแจของผู้เรียก ส่งซ้ำได้คำตอบเดิม", "The caller's own key: a repeat gets the first answer"),
        "validateOnly": LocalizedText("ตรวจทั้งหมดแต่ไม่บันทึก", "Everything is checked, nothing is written"),
    ]
}
