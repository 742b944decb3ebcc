import GenPhys
import Testing

/// What `load` and the functions of points say about data that would be read wrong.
@Suite struct DataFileTests {
  /// A file, the call that reads it, and what a person then sees.
  @Test(arguments: [
    ("1,2\r3,4\r", "load(\"t.csv\")", ["2 points"]),
    (
      "1,5;2,5\n", "load(\"t.csv\")", ["'t.csv'", "line 1, column 1", "\"1,5\"", "decimal = \",\""]
    ),
    ("1,5;2,5\n", "load(\"t.csv\", decimal = \",\")", ["1 point"]),
    ("cat,1\n", "load(\"t.csv\")", ["'t.csv'", "\"cat\"", "label = 1", "header = true"]),
    ("cat,1\n", "load(\"t.csv\", label = 1)", ["1 point"]),
    ("a,2020\n1,2", "load(\"t.csv\", header = true)", ["1 point"]),
    ("x,y\n1,a\n", "load(\"t.csv\")", ["line 2, column 2 (\"y\")", "label = \"y\""]),
    ("1", "load(\"t.csv\", decimal = \";\")", ["GP0401"]),
    ("1", "load(\"t.csv\", label = 1.5)", ["GP0401"]),
  ])
  func loading(text: String, call: String, shown: [String]) throws {
    var notebook = try Notebook()
    try notebook.folder.write(text.utf8, to: "t.csv")
    let printed = notebook.run(call)
    for part in shown { #expect(printed.contains(part), "\(printed)") }
  }

  @Test func settingsOfCSVBelongToCSV() throws {
    var notebook = try Notebook()
    let printed = notebook.run("load(\"x.npy\", decimal = \",\")")
    #expect(printed.contains("belongs to CSV files"), "\(printed)")
  }

  /// Points of another dimension are refused, never read as other points.
  @Test(arguments: [
    "vector_field(M, data = data([0, -1, 3]))", "log_likelihood(M, data([0, 1, 3, 4]))",
    "log_likelihood(M, [0, 1, 3, 4])", "log_likelihood(M, [[0, 1, 3], [1, 2, 3]])",
    "log_likelihood(M, [1])", "interpolate(M, [0, 1, 2, 3], [0, 1, 2, 3])",
    "interpolate(M, [[0], [1]], [[2], [3]])", "interpolate(M, data([0, 1]), data([0, 1]))",
    "log_likelihood(poisson, [1, 2, 3, 4], data = two_moons(n = 20))",
    "log_likelihood(poisson, [[1, 2]], data = data([0, 1]))",
  ])
  func dimensionsMustAgree(call: String) throws {
    var notebook = try Notebook()
    let printed = notebook.run(
      "M = train(poisson, two_moons(n = 20), steps = 2, width = 8)\n" + call)
    #expect(printed.contains("GP0502") && printed.contains("coordinate"), "\(printed)")
  }

  /// In one dimension a list of numbers is as many points, in more it is one.
  @Test func listsOfNumbersArePoints() throws {
    var notebook = try Notebook()
    let line = notebook.run("log_likelihood(poisson, [0, 1, 2], data = data([0, 1]))")
    #expect(line.split(separator: ",").count == 3, "\(line)")
    let plane = notebook.run("log_likelihood(poisson, [0, 1], data = two_moons(n = 20))")
    #expect(plane.split(separator: ",").count == 1, "\(plane)")
  }
}
