import Foundation
import Testing

extension Processes {
    /// People's ways through the pages, in a real browser against running services.
    @Suite struct JourneyTests {
        private static let isThere =
            Readers.areThere && FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium")

        @Test(.enabled(if: isThere)) func aSchoolReportsAHeadCertifiesAndAnOperatorLooks() async throws {
            let suite = try await Suite(starting: ["plans", "indicators"])
            let token = try suite.folder.write("journey.token", Array(try await suite.token().utf8))
            let said = try await Readers.run(
                "journey.py", suite.address("plans"), suite.address("indicators"), token, suite.folder.path)
            #expect(said.hasSuffix("ok"), "\(said)")
        }
    }
}
