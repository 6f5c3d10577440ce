import Mustache

/// A room's templates: files beside its pages, in the binary.
public struct PageTemplates: Sendable {
    private var library = MustacheLibrary()

    /// - Parameter files: by name, without the ending. What is no Mustache shows as nothing; a test of each room renders
    ///   all of its templates.
    public init(_ files: [String: [UInt8]]) {
        for (name, bytes) in files {
            try? library.register(String(decoding: bytes, as: UTF8.self), named: name)
        }
        for (name, bytes) in PageTemplates.common where files[name] == nil {
            try? library.register(String(decoding: bytes, as: UTF8.self), named: name)
        }
    }

    /// HTML of a template of the room; `field` is every room's.
    public func render(_ name: String, _ values: [String: Any]) -> String {
        library.render(values, withTemplate: name) ?? ""
    }

    /// Names of the templates that can be read.
    public func has(_ name: String) -> Bool { library.getTemplate(named: name) != nil }

    static let common = [
        "field": PackageResources.field_mustache, "choice": PackageResources.choice_mustache,
        "fields": PackageResources.fields_mustache, "frame": PackageResources.frame_mustache,
        "view": PackageResources.view_mustache, "heading": PackageResources.heading_mustache,
    ]
    /// The frame of all pages, and the services' front page.
    public static let frame = PageTemplates(["front": PackageResources.front_mustache])
}
