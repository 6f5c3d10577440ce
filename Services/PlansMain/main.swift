import Glibc
import Plans
import ServiceKit

exit(await ServiceApplication.run(PlansService.definition))
