import Kernel

/// The cube as SDMX messages: structure and data in ML 2.1, data in JSON 2.0.
enum SDMXExport {
    private static let namespaces = """
        xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" \
        xmlns:str="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure" \
        xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common" \
        xmlns:gen="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic"
        """

    private static func header(_ cube: Cube, _ prepared: Instant, id: String, _ rest: String = "") -> String {
        """
        <mes:Header><mes:ID>\(id)</mes:ID><mes:Test>false</mes:Test><mes:Prepared>\(prepared)</mes:Prepared>\
        <mes:Sender id="\(cube.agency)"/>\(rest)</mes:Header>
        """
    }

    // MARK: - Structure

    /// Code lists, concepts, the data structure and its dataflow, made of our definitions.
    static func structure(_ cube: Cube, prepared: Instant) -> ExportFile {
        let lists =
            codelist(
                cube, "CL_MEASURE", LocalizedText("ตัวชี้วัดและข้อมูล", "Indicators and data elements"),
                cube.measures.map(\.code))
            + codelist(cube, "CL_AREA", LocalizedText("หน่วยงาน", "Organisations"), cube.areas)
            + cube.dimensions.map { codelist(cube, "CL_\($0.id)", $0.name, $0.codes) }.joined()
            + codelist(cube, "CL_FREQ", LocalizedText("ความถี่", "Frequency"), frequencies)
            + codelist(cube, "CL_OBS_STATUS", LocalizedText("สถานะของค่า", "Observation status"), statuses)
        let concepts = conceptNames(cube).map { id, name in
            "<str:Concept id=\"\(id)\">\(ExportText.names(xml: name, "Name"))</str:Concept>"
        }.joined()
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <mes:Structure \(namespaces)>\(header(cube, prepared, id: "STRUCTURE_\(cube.id)"))<mes:Structures>\
            <str:Dataflows><str:Dataflow id="\(cube.id)" agencyID="\(cube.agency)" version="1.0" isFinal="false">\
            \(ExportText.names(xml: cube.name, "Name"))<str:Structure>\
            <Ref id="DSD_\(cube.id)" version="1.0" agencyID="\(cube.agency)" package="datastructure" \
            class="DataStructure"/></str:Structure></str:Dataflow></str:Dataflows>\
            <str:Codelists>\(lists)</str:Codelists>\
            <str:Concepts><str:ConceptScheme id="CS_\(cube.id)" agencyID="\(cube.agency)" version="1.0">\
            \(ExportText.names(xml: LocalizedText("แนวคิด", "Concepts"), "Name"))\(concepts)\
            </str:ConceptScheme></str:Concepts>\
            <str:DataStructures>\(dataStructure(cube))</str:DataStructures></mes:Structures></mes:Structure>
            """
        return ExportFile(
            name: "structure.xml", mediaType: "application/vnd.sdmx.structure+xml; version=2.1", text: text, rows: 0)
    }

    static let frequencies = [
        Cube.Code(id: "A", name: LocalizedText("รายปี", "Annual")),
        Cube.Code(id: "Q", name: LocalizedText("รายไตรมาส", "Quarterly")),
        Cube.Code(id: "M", name: LocalizedText("รายเดือน", "Monthly")),
    ]

    static let statuses = [
        Cube.Code(id: "A", name: LocalizedText("มีค่า", "Normal value")),
        Cube.Code(id: "L", name: LocalizedText("ยังไม่รายงาน", "Missing value; data exist but were not collected")),
        Cube.Code(id: "M", name: LocalizedText("ไม่เกี่ยวข้อง", "Missing value; data cannot exist")),
        Cube.Code(id: "O", name: LocalizedText("ไม่มี", "Missing value")),
        Cube.Code(id: "Q", name: LocalizedText("ปกปิด", "Missing value; suppressed")),
    ]

    private static func codelist(_ cube: Cube, _ id: String, _ name: LocalizedText, _ codes: [Cube.Code]) -> String {
        let items = codes.map { "<str:Code id=\"\($0.id)\">\(ExportText.names(xml: $0.name, "Name"))</str:Code>" }
        return """
            <str:Codelist id="\(id)" agencyID="\(cube.agency)" version="1.0">\(ExportText.names(xml: name, "Name"))\
            \(items.joined())</str:Codelist>
            """
    }

    static func conceptNames(_ cube: Cube) -> [(id: String, name: LocalizedText)] {
        [
            ("FREQ", LocalizedText("ความถี่", "Frequency")), ("MEASURE", LocalizedText("ตัวชี้วัด", "Measure")),
            ("REF_AREA", LocalizedText("หน่วยงาน", "Organisation")),
        ] + cube.dimensions.map { ($0.id, $0.name) } + [
            ("TIME_PERIOD", LocalizedText("ช่วงเวลา", "Time period")), ("OBS_VALUE", LocalizedText("ค่า", "Value")),
            ("OBS_STATUS", LocalizedText("สถานะของค่า", "Observation status")),
            ("UNIT_MEASURE", LocalizedText("หน่วย", "Unit")),
            (
                "ANSWER_STATE",
                LocalizedText("คำตอบ", "Answer: value, none, notApplicable, notReported, suppressed, undefined")
            ),
            ("PERIOD", LocalizedText("ช่วงเวลาแบบไทย", "Thai period: FY2566, AY2566, 2566-Q1")),
        ]
    }

    private static func dataStructure(_ cube: Cube) -> String {
        func identity(_ concept: String) -> String {
            """
            <str:ConceptIdentity><Ref id="\(concept)" maintainableParentID="CS_\(cube.id)" \
            maintainableParentVersion="1.0" agencyID="\(cube.agency)" package="conceptscheme" class="Concept"/>\
            </str:ConceptIdentity>
            """
        }
        func coded(_ list: String) -> String {
            """
            <str:LocalRepresentation><str:Enumeration><Ref id="\(list)" version="1.0" agencyID="\(cube.agency)" \
            package="codelist" class="Codelist"/></str:Enumeration></str:LocalRepresentation>
            """
        }
        let text = "<str:LocalRepresentation><str:TextFormat textType=\"String\"/></str:LocalRepresentation>"
        let listed =
            [("FREQ", "CL_FREQ"), ("MEASURE", "CL_MEASURE"), ("REF_AREA", "CL_AREA")]
            + cube.dimensions.map { ($0.id, "CL_\($0.id)") }
        let dimensions = listed.enumerated().map { index, item in
            """
            <str:Dimension id="\(item.0)" position="\(index + 1)">\(identity(item.0))\(coded(item.1))</str:Dimension>
            """
        }.joined()
        let attributes = ["OBS_STATUS", "UNIT_MEASURE", "ANSWER_STATE", "PERIOD"].map { id in
            """
            <str:Attribute id="\(id)" assignmentStatus="Mandatory">\(identity(id))\
            \(id == "OBS_STATUS" ? coded("CL_OBS_STATUS") : text)<str:AttributeRelationship><str:PrimaryMeasure>\
            <Ref id="OBS_VALUE"/></str:PrimaryMeasure></str:AttributeRelationship></str:Attribute>
            """
        }.joined()
        return """
            <str:DataStructure id="DSD_\(cube.id)" agencyID="\(cube.agency)" version="1.0">\
            \(ExportText.names(xml: cube.name, "Name"))<str:DataStructureComponents>\
            <str:DimensionList id="DimensionDescriptor">\(dimensions)\
            <str:TimeDimension id="TIME_PERIOD" position="\(listed.count + 1)">\(identity("TIME_PERIOD"))\
            <str:LocalRepresentation><str:TextFormat textType="ObservationalTimePeriod"/></str:LocalRepresentation>\
            </str:TimeDimension></str:DimensionList>\
            <str:AttributeList id="AttributeDescriptor">\(attributes)</str:AttributeList>\
            <str:MeasureList id="MeasureDescriptor"><str:PrimaryMeasure id="OBS_VALUE">\(identity("OBS_VALUE"))\
            </str:PrimaryMeasure></str:MeasureList></str:DataStructureComponents></str:DataStructure>
            """
    }

    // MARK: - Data

    /// Generic data, a series for each measure, area and categories.
    static func data(_ cube: Cube, prepared: Instant) -> ExportFile {
        let structure = """
            <mes:Structure structureID="DSD_\(cube.id)" dimensionAtObservation="TIME_PERIOD"><com:Structure>\
            <Ref id="DSD_\(cube.id)" version="1.0" agencyID="\(cube.agency)"/></com:Structure></mes:Structure>
            """
        struct Key: Hashable {
            var frequency: String
            var measure: String
            var area: String
            var categories: [String]
        }
        var order: [Key] = []
        var series: [Key: [Cube.Observation]] = [:]
        for row in cube.observations {
            let key = Key(
                frequency: row.period.frequency, measure: row.measure, area: row.area, categories: row.categories)
            if series[key] == nil { order.append(key) }
            series[key, default: []].append(row)
        }
        func value(_ id: String, _ value: String) -> String {
            "<gen:Value id=\"\(id)\" value=\"\(ExportText.xml(value))\"/>"
        }
        var body = ""
        for key in order {
            body += "<gen:Series><gen:SeriesKey>" + value("FREQ", key.frequency) + value("MEASURE", key.measure)
            body += value("REF_AREA", key.area)
            for (dimension, category) in zip(cube.dimensions, key.categories) { body += value(dimension.id, category) }
            body += "</gen:SeriesKey>"
            for row in series[key] ?? [] {
                let number = row.value.map { "<gen:ObsValue value=\"\($0)\"/>" } ?? ""
                body += """
                    <gen:Obs><gen:ObsDimension value="\(row.period.time)"/>\(number)<gen:Attributes>\
                    \(value("OBS_STATUS", row.state.status))\
                    \(value("UNIT_MEASURE", cube.unit(of: row.measure)?.unit ?? ""))\
                    \(value("ANSWER_STATE", row.state.rawValue))\(value("PERIOD", row.period.code))</gen:Attributes></gen:Obs>
                    """
            }
            body += "</gen:Series>"
        }
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <mes:GenericData \(namespaces)>\(header(cube, prepared, id: "DATA_\(cube.id)", structure))\
            <mes:DataSet structureRef="DSD_\(cube.id)" action="Information">\(body)</mes:DataSet></mes:GenericData>
            """
        return ExportFile(
            name: "data.xml", mediaType: "application/vnd.sdmx.genericdata+xml; version=2.1", text: text,
            rows: cube.observations.count)
    }

    /// SDMX-JSON 2.0, flat: every dimension at the observation.
    static func json(_ cube: Cube, prepared: Instant) -> ExportFile {
        let periods = distinct(cube.observations.map(\.period))
        var listed: [(id: String, name: LocalizedText, values: [(id: String, name: LocalizedText)])] = [
            ("FREQ", LocalizedText("ความถี่", "Frequency"), frequencies.map { ($0.id, $0.name) }),
            ("MEASURE", LocalizedText("ตัวชี้วัด", "Measure"), cube.measures.map { ($0.code.id, $0.code.name) }),
            ("REF_AREA", LocalizedText("หน่วยงาน", "Organisation"), cube.areas.map { ($0.id, $0.name) }),
        ]
        listed += cube.dimensions.map { ($0.id, $0.name, $0.codes.map { ($0.id, $0.name) }) }
        var dimensions = listed.enumerated().map { index, item in
            component(item.id, item.name, item.values, position: index)
        }
        let times = periods.map { #"{"value":\#(ExportText.json($0.time))}"# }
        let time = ExportText.names(json: LocalizedText("ช่วงเวลา", "Time period"))
        dimensions.append(
            """
            {"id":"TIME_PERIOD",\(time),"keyPosition":\(listed.count),"roles":["TIME_PERIOD"],\
            "values":[\(times.joined(separator: ","))]}
            """)
        let units = distinct(cube.measures.map(\.unit))
        let states: [Cube.State] = [.value, .none, .notApplicable, .notReported, .suppressed, .undefined]
        let attributes = [
            component(
                "OBS_STATUS", LocalizedText("สถานะของค่า", "Observation status"), statuses.map { ($0.id, $0.name) }),
            component(
                "UNIT_MEASURE", LocalizedText("หน่วย", "Unit"), units.map { (Cube.id($0), LocalizedText(th: $0)) }),
            component(
                "ANSWER_STATE", LocalizedText("คำตอบ", "Answer"),
                states.map { ($0.rawValue, LocalizedText(th: $0.rawValue)) }),
        ]
        let places = listed.map { item in
            Dictionary(
                item.values.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        }
        let observations = cube.observations.map { row -> String in
            let codes = [row.period.frequency, row.measure, row.area] + row.categories
            let key = zip(places, codes).map { String($0[$1] ?? 0) } + [String(periods.firstIndex(of: row.period) ?? 0)]
            let status = statuses.firstIndex { $0.id == row.state.status } ?? 0
            let unit = units.firstIndex(of: cube.unit(of: row.measure)?.unit ?? "") ?? 0
            let state = states.firstIndex(of: row.state) ?? 0
            let value = row.value?.description ?? "null"
            return "\"\(key.joined(separator: ":"))\":[\(value),\(status),\(unit),\(state)]"
        }
        let measure = ExportText.names(json: LocalizedText("ค่า", "Value"))
        let dataflow = "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=\(cube.agency):\(cube.id)(1.0)"
        let text = """
            {"meta":{"schema":"https://json.sdmx.org/2.0.0/sdmx-json-data-schema.json","id":"DATA_\(cube.id)",\
            "test":false,"prepared":\(ExportText.json(prepared.description)),"contentLanguages":["th","en"],\
            "sender":{"id":"\(cube.agency)"}},"data":{"dataSets":[{"structure":0,"action":"Information",\
            "links":[{"urn":"\(dataflow)","rel":"dataflow"}],"observations":{\(observations.joined(separator: ","))}}],"structures":[{"links":[{\
            "urn":"\(dataflow)",\
            "rel":"dataflow"}],"dataSets":[0],"dimensions":{"observation":[\(dimensions.joined(separator: ","))]},\
            "measures":{"observation":[{"id":"OBS_VALUE",\(measure)}]},\
            "attributes":{"observation":[\(attributes.joined(separator: ","))]}}]}}
            """
        return ExportFile(
            name: "data.json", mediaType: "application/vnd.sdmx.data+json; version=2.0.0", text: text,
            rows: cube.observations.count)
    }

    private static func component(
        _ id: String, _ name: LocalizedText, _ values: [(id: String, name: LocalizedText)], position: Int? = nil
    ) -> String {
        let items = values.map { "{\"id\":\(ExportText.json($0.id)),\(ExportText.names(json: $0.name))}" }
        // What has no place in the key is an attribute, and varies with the observation.
        let place = position.map { ",\"keyPosition\":\($0)" } ?? ",\"relationship\":{\"observation\":{}}"
        return "{\"id\":\"\(id)\",\(ExportText.names(json: name))\(place),\"values\":[\(items.joined(separator: ","))]}"
    }

    private static func distinct<Item: Hashable>(_ items: [Item]) -> [Item] {
        var seen: Set<Item> = []
        return items.filter { seen.insert($0).inserted }
    }
}
