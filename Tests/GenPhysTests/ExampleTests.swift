import GenPhys
import GenPhysSyntax
import Testing

/// Every example and every code block of the documentation runs and prints what it did before.
@Suite struct ExampleTests {
  @Test(arguments: Repository.files(in: "Examples", extension: "gp"))
  func example(file: String) throws {
    var notebook = try Notebook()
    let printed = notebook.run(
      try Repository.text("Examples/\(file)"), name: file, isMasked: true)
    #expect(!printed.contains("error["), "\(printed)")
    try Repository.expectGolden(printed, "Examples/golden/\(file.dropLast(3)).txt")
  }

  /// The blocks of the README follow one another, as a reader would type them.
  @Test func readme() throws {
    guard let text = try? Repository.text("README.md") else { return }
    var notebook = try Notebook()
    for (number, block) in Self.blocks(of: text).enumerated() {
      let printed = notebook.run(block, name: "README.md, block \(number + 1)")
      #expect(!printed.contains("error["), "\(printed)")
    }
  }

  /// The texts between lines "```gp" and "```".
  private static func blocks(of text: String) -> [String] {
    var blocks: [String] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line.dropFirst(3).trimmingPrefix(" ").hasPrefix("gp")
        if isInside { blocks.append("") }
      } else if isInside, !blocks.isEmpty {
        blocks[blocks.count - 1] += line + "\n"
      }
    }
    return blocks
  }
}
