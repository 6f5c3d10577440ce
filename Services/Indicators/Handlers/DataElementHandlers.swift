import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// `dimension.*` and `dataElement.*`.
enum DataElementHandlers {
    static func register(on router: ServiceRouter) {
        router.change(SaveDimension.self, at: { params, _ in params.province }, saveDimension)
        router.read(ListDimensions.self, listDimensions)
        router.change(CreateDataElement.self, at: { params, _ in params.element.owner }, create)
        router.read(GetDataElement.self) { params, call in
            try await Lookup.dataElement(params.element, call.database)
        }
        router.read(ListDataElements.self) { params, call in
            let limit = PageLimit.of(params.limit)
            let rows = try await call.database.all(
                PageOfDataElements(
                    province: params.province, after: try params.cursor?.keys("code", count: 1)[0] ?? "",
                    family: params.family, limit: limit + 1))
            return Page(rows, limit: limit) { PageCursor("code", $0.code) }
        }
        router.change(UpdateDataElement.self, at: { params, _ in params.element.owner }, update)
    }

    // MARK: - Dimensions

    static func saveDimension(_ params: SaveDimension, _ change: Change) async throws -> Dimension {
        let database = change.database
        try await Lookup.requireOrganisations([params.province], database)
        try await FollowedProvinces.refuse(params.province, at: "/province", database)
        var dimension = Dimension(
            province: OrganisationCode.province(of: params.province), code: params.code, name: params.name,
            categories: params.categories, version: 1)
        let save = SaveDimensionRow(dimension: dimension, expectedVersion: params.expectedVersion)
        guard let version = try await database.first(save), (version > 1) == (params.expectedVersion != nil) else {
            throw RPCError.conflict(Messages.stale).at("/expectedVersion")
        }
        dimension.version = version
        let dropped = try await database.all(DropCategories(dimension: dimension))
        if !dropped.isEmpty {
            let used = try await database.all(
                CategoriesInUse(
                    dimension: dimension.code, categories: dropped.map { "\(dimension.code)=\($0)" }))
            if let first = used.first {
                throw RPCError.ruleViolated("category.inUse", DataMessages.categoryInUse(first)).at("/categories")
            }
        }
        try await database.execute(SaveCategories(dimension: dimension))
        try await change.emit("dimension.saved", subject: dimension.code, data: dimension)
        try await change.audit(subject: dimension.code, details: dimension)
        return dimension
    }

    static func listDimensions(_ params: ListDimensions, _ call: ReadCall) async throws -> Page<Dimension> {
        let limit = PageLimit.of(params.limit)
        let rows = try await call.database.all(
            PageOfDimensions(
                province: params.province, after: try params.cursor?.keys("dimension", count: 1)[0] ?? "",
                limit: limit + 1))
        var page = Page(rows, limit: limit) { PageCursor("dimension", $0.code) }
        let categories = try await call.database.all(
            CategoriesOfDimensions(province: params.province, dimensions: page.items.map(\.code)))
        for index in page.items.indices {
            let dimension = page.items[index]
            page.items[index].categories =
                categories
                .filter { $0.province == dimension.province && $0.dimension == dimension.code }.map(\.category)
        }
        return page
    }

    // MARK: - Elements

    static func create(_ params: CreateDataElement, _ change: Change) async throws -> DataElement {
        let database = change.database
        try await Lookup.requireOrganisations([params.element.owner], database)
        try await FollowedProvinces.refuse(params.element.owner, at: "/element/owner", database)
        let element = DataElement(params.element, id: change.newID(), version: 1)
        try await requireDimensions(element, database)
        guard try await database.execute(InsertDataElement(element: element, now: change.now)) == 1 else {
            throw RPCError.conflict(Messages.codeTaken).at("/element/code")
        }
        try await change.emit("dataElement.created", subject: element.code, data: element)
        try await change.audit(subject: element.code, details: params.element)
        return element
    }

    private static func requireDimensions(_ element: DataElement, _ database: any StatementExecutor) async throws {
        let known = Set(
            try await database.all(
                CategoriesOfDimensions(province: element.province, dimensions: element.dimensions)
            ).map(\.dimension))
        let missing = element.dimensions.enumerated().filter { !known.contains($0.element) }
        guard missing.isEmpty else {
            throw RPCError.ruleViolated(
                "dimension.known", DataMessages.unknownDimension(missing[0].element),
                problems: missing.map {
                    Problem(
                        path: "/element/dimensions/\($0.offset)", rule: "dimension.known",
                        message: DataMessages.unknownDimension($0.element))
                })
        }
    }

    static func update(_ params: UpdateDataElement, _ change: Change) async throws -> DataElement {
        let database = change.database
        let current = try await Lookup.dataElement(.code(params.element.code), database)
        try await FollowedProvinces.refuse(current.owner, at: "/element/owner", database)
        guard current.owner == params.element.owner else {
            throw RPCError.notFound("dataElement", params.element.code)
        }
        guard current.version == params.expectedVersion else {
            throw RPCError.conflict(Messages.stale, currentVersion: current.version).at("/expectedVersion")
        }
        var next = DataElement(params.element, id: current.id, version: current.version)
        try await requireDimensions(next, database)
        let used = try await database.all(DimensionsInUse(code: current.code))
        if !used.isEmpty, next.periodType != current.periodType {
            throw RPCError.ruleViolated("dataElement.inUse", DataMessages.periodInUse).at("/element")
        }
        if let lost = used.joined().first(where: { !next.dimensions.contains($0) }) {
            throw RPCError.ruleViolated("dataElement.inUse", DataMessages.dimensionInUse(lost)).at("/element")
        }
        guard try await database.execute(UpdateDataElementRow(element: next, now: change.now)) == 1 else {
            throw RPCError.conflict(Messages.stale, currentVersion: current.version).at("/expectedVersion")
        }
        try await Formulas.recheck(province: current.province, database)
        next.version += 1
        try await change.emit("dataElement.updated", subject: next.code, data: next)
        try await change.audit(subject: next.code, details: params.element)
        return next
    }
}

extension DataElement {
    init(_ input: DataElementInput, id: ID, version: Int) {
        let type = input.valueType ?? (input.decimals ?? 0 > 0 ? .number : .integer)
        self.init(
            id: id, code: input.code, province: OrganisationCode.province(of: input.owner), owner: input.owner,
            name: input.name, definition: input.definition, unitCode: input.unitCode, unit: input.unit,
            periodType: input.periodType, family: input.family, valueType: type,
            decimals: input.decimals ?? 0, minimum: input.minimum ?? type.bounds.minimum,
            maximum: input.maximum ?? type.bounds.maximum, dimensions: input.dimensions ?? [],
            reportedBy: input.reportedBy ?? [], version: version)
    }
}
