import Glibc
import Indicators
import ServiceKit

exit(await ServiceApplication.run(IndicatorsService.definition))
