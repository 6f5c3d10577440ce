import Budget
import Glibc
import ServiceKit

exit(await ServiceApplication.run(BudgetService.definition))
