import Foundation
import Testing

/// Snippets that ended the process, ran for ever or gave NaN once; `Scripts/fuzz --save` adds more.
@Suite(.enabled(if: CommandLineTool.genphys != nil, "genphys is not built"))
struct FuzzRegressionTests {
  static let folder = Repository.root.appending(path: "Tests/GenPhysTests/Fuzz")
  static let snippets: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".gp") }.sorted()

  @Test(arguments: snippets) func endsWell(snippet: String) throws {
    let tool = try #require(CommandLineTool.genphys)
    let path = Self.folder.appending(path: snippet).path
    // A process of its own, so that a trap is seen; a minute, for tests run side by side.
    let result = try CommandLineTool.shell.run(
      [
        "-c",
        "SWIFT_BACKTRACE=enable=no timeout -k 2 60 '\(tool.path)' run --json --threads 1 --budget 1 '\(path)'",
      ], input: Data(), folder: TemporaryFolder())
    #expect([0, 1].contains(result.code), "\(result.errors.prefix(300))")
    for object in try result.objects() {
      let text = object["text"] as? String ?? ""
      #expect(try /(^|[^A-Za-z_])nan([^A-Za-z_]|$)/.firstMatch(in: text) == nil, "\(text)")
    }
  }

  @Test func snippetsAreThere() { #expect(Self.snippets.count > 10) }
}
