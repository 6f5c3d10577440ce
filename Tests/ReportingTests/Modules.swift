import Procedures
import ServiceKit

@testable import Reporting

extension ReportingService {
    /// The service with the procedures that its reports go through.
    static var tested: [any ServiceModule] { [ProceduresModule(procedures), ReportingService()] }
}
