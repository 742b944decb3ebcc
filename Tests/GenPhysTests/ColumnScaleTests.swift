import GenPhys
import GenPhysEngine
import GenPhysNumerics
import GenPhysSyntax
import Testing

/// Columns of different scale, as a user of the language meets them.
@Suite struct ColumnScaleTests {
  /// A notebook with `d`: two independent columns of deviations about 1 and 10,000, and a constant.
  private static func notebook() throws -> Notebook {
    var notebook = try Notebook()
    var random = RandomStream(seed: 1)
    let rows = (0..<1000).map { _ in "\(random.normal()),\(1e4 * random.normal()),7" }
    let text = "age,income,year\n" + rows.joined(separator: "\n") + "\n"
    try notebook.folder.write(text.utf8, to: "wide.csv")
    _ = notebook.run("d = load(\"wide.csv\")")
    return notebook
  }

  @Test func theNarrowColumnIsKept() throws {
    var notebook = try Self.notebook()
    let printed = notebook.run(
      """
      m = train(diffusion, d, steps = 400, width = 48, seed = 1)
      save("m.safetensors", m)
      again = load("m.safetensors")
      s = sample(m, n = 1000)
      save("s.csv", s)
      back = load("s.csv")
      m
      s
      score(s, d)
      """)
    let said = printed.split(separator: "\n").count { $0.contains("divided by their standard") }
    #expect(said == 3, "\(printed)")
    #expect(!printed.contains("error"), "\(printed)")
    guard case .data(let samples) = notebook.value("back") else {
      Issue.record("no samples")
      return
    }
    let deviations = samples.columnScales.deviations
    #expect((0.8...1.2).contains(deviations[0]) && (8e3...1.2e4).contains(deviations[1]))
    #expect(deviations[2] == 0 && samples.values[2] == 7)
    for source in ["m", "again", "poisson, data = d"] {
      guard case .scores(let score) = notebook.value("score(sample(\(source), n = 1000), d)") else {
        Issue.record("no score of \(source)")
        continue
      }
      #expect(score.slicedWasserstein.ratio < 2.5, "\(source)")
    }
    #expect(notebook.run("mean(sample(m, n = 9)) == mean(sample(again, n = 9))") == "true\n")
  }

  /// Whatever takes a field does so in the data's own units.
  @Test func everythingElseIsInUnitsOfTheData() throws {
    var notebook = try Self.notebook()
    guard
      case .list(let logs) = notebook.value(
        "log_likelihood(train(diffusion, d, steps = 400, width = 48), [[0, 0, 7], [1, 10000, 7]])"),
      case .number(let center)? = logs.first, case .number(let side)? = logs.last
    else {
      Issue.record("no likelihood")
      return
    }
    // Two normal columns: one deviation along each costs a half.
    #expect((center.value - side.value - 1).magnitude < 0.5, "\(center) \(side)")
    let printed = notebook.run(
      """
      interpolate(poisson, [0, 0, 7], [1, 10000, 7], n = 3, data = d)
      sweep(poisson, d, "noise", [0], training = 0, n = 200, seeds = 1)
      """)
    #expect(printed.contains("divided by their") && !printed.contains("error"), "\(printed)")
    let figures = notebook.run(
      """
      w = sample(poisson, data = d, n = 50, trajectory = true)
      plot(d, w)
      """)
    #expect(!figures.contains("error"), "\(figures)")
  }

  /// Planar figures of columns with units of their own fill their panels.
  @Test func figuresOfWideColumns() throws {
    var notebook = try Notebook()
    var random = RandomStream(seed: 1)
    let rows = (0..<300).map { _ in "\(random.normal()),\(1e4 * random.normal())" }
    try notebook.folder.write(("a,b\n" + rows.joined(separator: "\n")).utf8, to: "wide.csv")
    let printed = notebook.run(
      """
      d = load("wide.csv")
      w = sample(diffusion, data = d, n = 20, trajectory = true)
      save("a.png", plot(d, w))
      save("b.png", vector_field(poisson, data = d, t = 0.3))
      save("c.png", trajectories(w))
      save("d.gif", animate(w, d))
      """)
    #expect(printed.isEmpty, "\(printed)")
  }

  @Test func otherDataIsLeftAsItIs() throws {
    var notebook = try Notebook()
    let printed = notebook.run(
      """
      d = load("data/digits.csv", label = "label")
      score(select(d, "3"), select(d, "3"))
      score(two_moons(n = 100), two_moons(n = 100, seed = 2))
      sample(poisson, data = two_moons(n = 100), n = 10)
      """)
    #expect(!printed.contains("divided by") && !printed.contains("error"), "\(printed)")
  }
}
