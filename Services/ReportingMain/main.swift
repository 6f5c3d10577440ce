import Glibc
import Reporting
import ServiceKit

exit(await ServiceApplication.run(ReportingService.definition))
