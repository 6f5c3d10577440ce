import CommonContract
import Kernel
import ReportingContract

extension ShippedDefinitions {
    /// The annual provincial report of a fiscal year (R2; its parts: domain §8, "Provincial report").
    static let annualProvincial = ReportDefinition(
        code: "annualProvincial",
        title: LocalizedText(
            "รายงานผลการดำเนินงานตามแผนพัฒนาการศึกษา ประจำปีงบประมาณ พ.ศ. {year} {name}",
            "Annual report on the education development plan, fiscal year {year}, {name}"),
        cycle: ReportCycle(due: .october, kinds: [.province]),
        parts: [foreword, summary, introduction, links, method, results, money, problems, annexes])

    private static let foreword = part(
        "foreword", LocalizedText("คำนำ", "Foreword"), isWritten: true,
        [
            .text(
                LocalizedText(
                    "รายงานฉบับนี้จัดทำขึ้นเพื่อติดตามและรายงานผลการดำเนินงานตามแผนพัฒนาการศึกษาของ{name} ประจำปีงบประมาณ พ.ศ. {year} ระหว่างวันที่ {first} ถึงวันที่ {last} โดยรวบรวมข้อมูลจากหน่วยงานทางการศึกษาและสถานศึกษาทุกสังกัดในพื้นที่ ซึ่งหัวหน้าหน่วยงานได้รับรองความถูกต้องแล้ว",
                    "This report follows up the education development plan of {name} in fiscal year {year}, from {first} to {last}. It rests on what the education agencies and schools of every affiliation reported and their heads certified."
                )),
            .text(
                LocalizedText(
                    "ผู้จัดทำขอขอบคุณทุกหน่วยงานที่ให้ข้อมูล และหวังว่ารายงานนี้จะเป็นประโยชน์ต่อการวางแผนและพัฒนาการศึกษาในปีต่อไป",
                    "Thanks are due to every organisation that reported. May the report be of use in planning the years to come."
                )),
        ])

    private static let summary = part(
        "summary", LocalizedText("บทสรุปผู้บริหาร", "Summary"),
        [
            .textWith(
                "indicators",
                LocalizedText(
                    "ตัวชี้วัดที่ติดตามทั้งหมด {indicators} ตัวชี้วัด บรรลุเป้าหมาย {achieved} ตัวชี้วัด เป็นไปตามแผน {onTrack} ตัวชี้วัด ล่าช้ากว่าแผน {behind} ตัวชี้วัด เสี่ยงไม่บรรลุ {atRisk} ตัวชี้วัด และยังประเมินไม่ได้ {notEvaluated} ตัวชี้วัด หน่วยงานที่ต้องรายงาน {expected} แห่ง รายงานและรับรองข้อมูลแล้ว {certified} แห่ง คิดเป็นร้อยละ {certifiedPercent}",
                    "Of {indicators} indicators {achieved} reached their target, {onTrack} are on track, {behind} behind and {atRisk} at risk; {notEvaluated} cannot be evaluated yet. {certified} of {expected} organisations reported and certified ({certifiedPercent} %)."
                )),
            .textWith(
                "budget",
                LocalizedText(
                    "งบประมาณที่ได้รับจัดสรร {allocated} บาท ({allocatedWords}) เบิกจ่ายแล้ว {spent} บาท คิดเป็นร้อยละ {spentPercent} ใช้จ่าย (เบิกจ่ายรวมก่อหนี้ผูกพัน) {used} บาท คิดเป็นร้อยละ {usedPercent} ข้อมูล ณ วันที่ {moneyDate}",
                    "{allocated} baht were allocated, {spent} spent ({spentPercent} %) and {used} used, commitments included ({usedPercent} %), as of {moneyDate}."
                )),
            .dataset(.overview),
        ])

    private static let introduction = part(
        "introduction", LocalizedText("บทนำ", "Introduction"), isWritten: true,
        [
            .heading(LocalizedText("ความเป็นมา", "Background")),
            .textWith(
                "plans",
                LocalizedText(
                    "{name}ดำเนินงานตาม{plan} (พ.ศ. {planFirst}–{planLast}) ซึ่งมีประเด็นยุทธศาสตร์ {issues} ประเด็น และต้องติดตามประเมินผลปีละหนึ่งครั้งเป็นอย่างน้อย",
                    "{name} works by {plan} ({planFirst}–{planLast} BE) with {issues} strategic issues, to be followed up at least once a year."
                )),
            .heading(LocalizedText("วัตถุประสงค์", "Objectives")),
            .list([
                LocalizedText("เพื่อติดตามผลการดำเนินงานตามตัวชี้วัดของแผน", "Follow up the plan's indicators"),
                LocalizedText("เพื่อติดตามการใช้จ่ายงบประมาณของโครงการตามแผน", "Follow the money of the plan's projects"),
                LocalizedText(
                    "เพื่อรวบรวมปัญหาและข้อเสนอแนะสำหรับปรับปรุงแผนในปีถัดไป",
                    "Gather problems and suggestions for the next year's plan"),
            ]),
            .heading(LocalizedText("ขอบเขต", "Scope")),
            .text(
                LocalizedText(
                    "ผลการดำเนินงานของหน่วยงานทางการศึกษาและสถานศึกษาทุกสังกัด ในปีงบประมาณ พ.ศ. {year}",
                    "What agencies and schools of every affiliation did in fiscal year {year}.")),
        ])

    private static let links = part(
        "links", LocalizedText("ความเชื่อมโยงกับแผนระดับต่าง ๆ", "Links to other plans"),
        [
            .text(
                LocalizedText(
                    "ความเชื่อมโยงของแผนพัฒนาการศึกษากับแผนระดับที่ 1 แผนระดับที่ 2 แผนระดับที่ 3 และเป้าหมายการพัฒนาที่ยั่งยืนด้านการศึกษา (SDG 4)",
                    "How the plan is tied to plans of the first, second and third level and to SDG 4.")),
            .dataset(.planLinks),
        ])

    private static let method = part(
        "method", LocalizedText("วิธีการและเครื่องมือ", "Method and instrument"), isWritten: true,
        [
            .textWith(
                "indicators",
                LocalizedText(
                    "เก็บข้อมูลด้วยแบบติดตามและรายงานผลทางออนไลน์ “{round}” ระหว่างวันที่ {opens} ถึงวันที่ {due} จากหน่วยงานและสถานศึกษา {expected} แห่ง ผู้บังคับบัญชารับรองข้อมูลด้วยหนังสือราชการ แล้วประมวลผลรวมจากสถานศึกษา หน่วยงาน เป็นระดับจังหวัด โดยอัตราส่วนคำนวณจากผลรวมของตัวตั้งหารด้วยผลรวมของตัวหาร",
                    "Data were collected online with the questionnaire “{round}” from {opens} to {due} from {expected} organisations, certified by their heads with an official letter, and consolidated from school to agency to province. A ratio is the sum of numerators over the sum of denominators."
                )),
            .text(
                LocalizedText(
                    "ในตาราง “ไม่มี” “ไม่เกี่ยวข้อง” และ “ยังไม่รายงาน” มีความหมายต่างกันและต่างจากศูนย์",
                    "In the tables ‘none’, ‘not applicable’ and ‘not reported’ differ from each other and from zero.")),
        ])

    private static let results = part(
        "results", LocalizedText("ผลการดำเนินงานตามประเด็นยุทธศาสตร์", "Results by strategic issue"),
        [.dataset(.resultsByIssue)])

    private static let money = part(
        "money", LocalizedText("ผลการใช้จ่ายงบประมาณ", "Spending"),
        [
            .textWith(
                "budget",
                LocalizedText(
                    "เบิกจ่าย หมายถึงเงินที่จ่ายแล้ว ใช้จ่าย หมายถึงเงินที่จ่ายแล้วรวมกับที่ก่อหนี้ผูกพัน ข้อมูล ณ วันที่ {moneyDate}",
                    "Spent is what was paid; used adds what is committed. As of {moneyDate}.")),
            .dataset(.moneyByCategory), .dataset(.moneyByPlanType), .dataset(.spendingTargets),
        ])

    private static let problems = part(
        "suggestions", LocalizedText("ปัญหา อุปสรรค และข้อเสนอแนะ", "Problems and suggestions"), isWritten: true,
        [
            .textWith(
                "indicators",
                LocalizedText(
                    "ตัวชี้วัดที่ล่าช้าหรือเสี่ยงไม่บรรลุมี {lagging} ตัวชี้วัด และหน่วยงานที่ยังไม่รับรองข้อมูล {uncertified} แห่ง ควรเร่งรัดติดตามและนำไปปรับปรุงแผนในปีถัดไป",
                    "Indicators behind or at risk: {lagging}; organisations that have not certified: {uncertified}. Follow these up and carry them into the next plan."
                )),
            .dataset(.problems),
        ])

    private static let annexes = part(
        "annexes", LocalizedText("ภาคผนวก: หน่วยงานที่รายงานข้อมูล", "Annex: who reported"), [.dataset(.whoReported)])
}
