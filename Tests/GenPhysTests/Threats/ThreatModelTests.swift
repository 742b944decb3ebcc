import Foundation
import Testing

/// The threat model of the documentation and the tests of its lines.
@Suite struct ThreatModelTests {
  /// Every line has a test that bears its name, and no test has a name without a line.
  @Test func everyLineHasATest() throws {
    let text = try Repository.text("Sources/GenPhys/GenPhys.docc/ThreatModel.md")
    let lines = text.matches(of: /- \*\*([A-Z][0-9]+)\*\*/).map { String($0.1) }
    #expect(lines.count >= 20 && Set(lines).count == lines.count)
    let folder = Repository.root.appending(path: "Tests/GenPhysTests/Threats")
    var tested: Set<String> = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let source = try Repository.text("Tests/GenPhysTests/Threats/\(name)")
      tested.formUnion(source.matches(of: /@Test\(\s*"([A-Z][0-9]+):/).map { String($0.1) })
    }
    #expect(tested == Set(lines), "\(tested.symmetricDifference(lines).sorted())")
  }
}
