import GenPhysPlot
import Testing

@Suite struct RichTextTests {
  @Test(
    arguments: [
      ("k^2", ["k", "^2"]), ("10^-3 m", ["10", "^−3", " m"]),
      ("x_{max}^{2n}", ["x", "_max", "^2n"]),
      ("two_moons", ["two_moons"]), ("a^b", ["a^b"]), ("^{", ["^{"]),
      ("k^1.3 + 1.", ["k", "^1.3", " + 1."]),
      ("k^2.", ["k", "^2", "."]), ("a\nb\u{0}c", ["a b\\u{0}c"]), ("", []), ("ω ∝ √k", ["ω ∝ √k"]),
    ] as [(String, [String])])
  func readsMarkup(markup: String, runs: [String]) {
    let read = RichText(markup).runs.map { run in
      switch run.position {
      case .line: run.text
      case .raised: "^" + run.text
      case .lowered: "_" + run.text
      }
    }
    #expect(read == runs)
  }

  @Test func becomesPlainText() {
    #expect(RichText("10^{−3} m^{-1}").plain == "10⁻³ m^-1" || RichText("10^{−3}").plain == "10⁻³")
    #expect(RichText("k^2").plain == "k²")
  }
}
