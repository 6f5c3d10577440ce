import Accounts
import Directory
import Files
import Kernel
import Procedures
import ServiceKit

extension BudgetService {
    /// The budget service as a process.
    public static let definition: ServiceDefinition = ServiceDefinition(
        name: "budget", title: LocalizedText("งบประมาณ", "Budget"),
        summary: LocalizedText(
            "ติดตามเงินทุกบาทตั้งแต่จัดสรร ผูกพัน เบิกจ่าย โอน จนถึงส่งคืน ด้วยบัญชีคู่ที่พิสูจน์ได้ทุกวันย้อนหลัง",
            "Follows every baht from allocation through commitment, payment and transfer to return, in double entry that can be proved for any day."
        ),
        publicPort: 8103
    ) {
        [
            DirectoryModule(), AccountsModule("budget", title: definition.title, settings: .init($0)),
            FilesModule(bytesMax: $0.fileBytesMax), BudgetService(),
            ProceduresModule(procedures, title: definition.title),
        ]
    }
}
