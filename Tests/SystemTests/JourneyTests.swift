import Foundation
import Testing

extension Processes {
    /// People's ways through the pages, in a real browser against running services.
    @Suite struct JourneyTests {
        static let isThere =
            Readers.areThere && FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium-headless-shell")

        /// One province, filled by the first way: a school reports and a head certifies; a reporter without a network;
        /// what goes wrong.
        @Test(.enabled(if: isThere)) func peopleGoTheirWays() async throws {
            var options = Suite.Options()
            options.starting = ["plans", "indicators"]
            // Each wrong try takes a second of a core, as it should; fewer show the same.
            options.settings = ["PHAEN_SIGN_IN_TRIES": "8"]
            let suite = try await Suite(options)
            let token = try suite.folder.write("journey.token", Array(try await suite.token().utf8))
            for way in ["journey.py", "offline.py", "trouble.py"] {
                let said = try await Readers.run(
                    way, suite.address("plans"), suite.address("indicators"), token, suite.folder.path)
                #expect(said.hasSuffix("ok"), "\(way): \(said)")
            }
        }
    }
}
