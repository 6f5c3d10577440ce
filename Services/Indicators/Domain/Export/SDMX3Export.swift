import Kernel

/// The cube as SDMX-ML 3.0 messages: the structure, and structure-specific data with every dimension at the observation,
/// so that it can be written row after row.
enum SDMX3Export {
    private static let base = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"

    private static func header(_ cube: Cube, _ prepared: Instant, id: String, _ rest: String = "") -> String {
        """
        <mes:Header><mes:ID>\(id)</mes:ID><mes:Test>false</mes:Test><mes:Prepared>\(prepared)</mes:Prepared>\
        <mes:Sender id="\(cube.agency)"/>\(rest)</mes:Header>
        """
    }

    private static func structureURN(_ cube: Cube) -> String {
        "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=\(cube.agency):DSD_\(cube.id)(1.0)"
    }

    // MARK: - Structure

    static func structure(_ cube: Cube, prepared: Instant) -> ExportFile {
        let lists =
            codelist(
                cube, "CL_MEASURE", LocalizedText("ตัวชี้วัดและข้อมูล", "Indicators and data elements"),
                cube.measures.map(\.code))
            + codelist(cube, "CL_AREA", LocalizedText("หน่วยงาน", "Organisations"), cube.areas)
            + cube.dimensions.map { codelist(cube, "CL_\($0.id)", $0.name, $0.codes) }.joined()
            + codelist(cube, "CL_FREQ", LocalizedText("ความถี่", "Frequency"), SDMXExport.frequencies)
            + codelist(
                cube, "CL_OBS_STATUS", LocalizedText("สถานะของค่า", "Observation status"), SDMXExport.statuses)
        let concepts = SDMXExport.conceptNames(cube).map { id, name in
            """
            <str:Concept id="\(id)" urn="\(concept(cube, id))">\(ExportText.names(xml: name, "Name"))</str:Concept>
            """
        }.joined()
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <mes:Structure xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:mes="\(base)/message" \
            xmlns:str="\(base)/structure" xmlns:com="\(base)/common">\
            \(header(cube, prepared, id: "STRUCTURE_\(cube.id)"))<mes:Structures>\
            <str:Dataflows><str:Dataflow id="\(cube.id)" agencyID="\(cube.agency)" version="1.0">\
            \(ExportText.names(xml: cube.name, "Name"))<str:Structure>\(structureURN(cube))</str:Structure>\
            </str:Dataflow></str:Dataflows><str:Codelists>\(lists)</str:Codelists>\
            <str:ConceptSchemes><str:ConceptScheme id="CS_\(cube.id)" agencyID="\(cube.agency)" version="1.0">\
            \(ExportText.names(xml: LocalizedText("แนวคิด", "Concepts"), "Name"))\(concepts)</str:ConceptScheme>\
            </str:ConceptSchemes><str:DataStructures>\(dataStructure(cube))</str:DataStructures>\
            </mes:Structures></mes:Structure>
            """
        return ExportFile(
            name: "structure3.xml", mediaType: "application/vnd.sdmx.structure+xml; version=3.0.0", text: text, rows: 0)
    }

    private static func concept(_ cube: Cube, _ id: String) -> String {
        "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=\(cube.agency):CS_\(cube.id)(1.0).\(id)"
    }

    private static func codelist(_ cube: Cube, _ id: String, _ name: LocalizedText, _ codes: [Cube.Code]) -> String {
        let items = codes.map { "<str:Code id=\"\($0.id)\">\(ExportText.names(xml: $0.name, "Name"))</str:Code>" }
        return """
            <str:Codelist id="\(id)" agencyID="\(cube.agency)" version="1.0">\(ExportText.names(xml: name, "Name"))\
            \(items.joined())</str:Codelist>
            """
    }

    private static func dataStructure(_ cube: Cube) -> String {
        func identity(_ id: String) -> String {
            "<str:ConceptIdentity>\(concept(cube, id))</str:ConceptIdentity>"
        }
        func coded(_ list: String) -> String {
            """
            <str:LocalRepresentation><str:Enumeration>\
            urn:sdmx:org.sdmx.infomodel.codelist.Codelist=\(cube.agency):\(list)(1.0)</str:Enumeration>\
            </str:LocalRepresentation>
            """
        }
        func typed(_ type: String) -> String {
            "<str:LocalRepresentation><str:TextFormat textType=\"\(type)\"/></str:LocalRepresentation>"
        }
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
            <str:Attribute id="\(id)" usage="mandatory">\(identity(id))\
            \(id == "OBS_STATUS" ? coded("CL_OBS_STATUS") : typed("String"))<str:AttributeRelationship>\
            <str:Observation/></str:AttributeRelationship><str:MeasureRelationship><str:Measure>OBS_VALUE</str:Measure>\
            </str:MeasureRelationship></str:Attribute>
            """
        }.joined()
        return """
            <str:DataStructure id="DSD_\(cube.id)" agencyID="\(cube.agency)" version="1.0">\
            \(ExportText.names(xml: cube.name, "Name"))<str:DataStructureComponents>\
            <str:DimensionList>\(dimensions)<str:TimeDimension id="TIME_PERIOD">\(identity("TIME_PERIOD"))\
            \(typed("ObservationalTimePeriod"))</str:TimeDimension></str:DimensionList>\
            <str:AttributeList>\(attributes)</str:AttributeList>\
            <str:MeasureList><str:Measure id="OBS_VALUE">\(identity("OBS_VALUE"))\(typed("Double"))</str:Measure>\
            </str:MeasureList></str:DataStructureComponents></str:DataStructure>
            """
    }

    // MARK: - Data

    static let dataType = "application/vnd.sdmx.data+xml; version=3.0.0"

    /// What stands before the observations.
    static func beginning(_ cube: Cube, prepared: Instant) -> String {
        let structure = """
            <mes:Structure structureID="DSD_\(cube.id)" namespace="\(structureURN(cube))" \
            dimensionAtObservation="AllDimensions"><com:Structure>\(structureURN(cube))</com:Structure></mes:Structure>
            """
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <mes:StructureSpecificData xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xmlns:mes="\(base)/message" xmlns:ss="\(base)/data/structurespecific" xmlns:com="\(base)/common" \
            xmlns:ns1="\(structureURN(cube)):ObsLevelDim:AllDimensions">\
            \(header(cube, prepared, id: "DATA_\(cube.id)", structure))\
            <mes:DataSet ss:structureRef="DSD_\(cube.id)" xsi:type="ns1:DataSetType" action="Information">
            """
    }

    static func observation(_ row: Cube.Observation, _ cube: Cube, unit: String) -> String {
        let own = zip(cube.dimensions, row.categories).map { " \($0.id)=\"\($1)\"" }.joined()
        let value = row.value.map { " OBS_VALUE=\"\($0)\"" } ?? ""
        return """
            <Obs FREQ="\(row.period.frequency)" MEASURE="\(row.measure)" REF_AREA="\(row.area)"\(own) \
            TIME_PERIOD="\(row.period.time)"\(value) OBS_STATUS="\(row.state.status)" \
            UNIT_MEASURE="\(ExportText.xml(unit))" ANSWER_STATE="\(row.state.rawValue)" PERIOD="\(row.period.code)"/>
            """
    }

    static let end = "</mes:DataSet></mes:StructureSpecificData>"

    static func data(_ cube: Cube, prepared: Instant) -> ExportFile {
        let names = CSVExport.Names(cube)
        var text = beginning(cube, prepared: prepared)
        for row in cube.observations { text += observation(row, cube, unit: names.unit(of: row.measure)) }
        return ExportFile(name: "data3.xml", mediaType: dataType, text: text + end, rows: cube.observations.count)
    }
}
