import Foundation
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

  /// The commands of the README's shell blocks that need no terminal, with their documented codes.
  @Test(.enabled(if: CommandLineTool.genphys != nil))
  func readmeCommands() throws {
    let tool = try #require(CommandLineTool.genphys)
    let lines = Self.blocks(of: try Repository.text("README.md"), language: "sh")
      .flatMap { $0.split(separator: "\n") }.filter { $0.hasPrefix("genphys ") }
    #expect(lines.count >= 4)
    for line in lines {
      let command = line.split(separator: "  #")[0].dropFirst("genphys ".count)
      // No command of the README needs more than single quotes around one word.
      let words = command.split(separator: " ").map { String($0.filter { $0 != "'" }) }
      let result = try tool.run(
        words, input: Data(), folder: nil, directory: Repository.root)
      #expect([0, 2, 3].contains(result.code), "\(line): \(result.errors)")
      #expect(!result.output.isEmpty)
    }
  }

  /// The texts between lines "```gp" and "```".
  private static func blocks(of text: String, language: String = "gp") -> [String] {
    var blocks: [String] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line.dropFirst(3).trimmingPrefix(" ").hasPrefix(language)
        if isInside { blocks.append("") }
      } else if isInside, !blocks.isEmpty {
        blocks[blocks.count - 1] += line + "\n"
      }
    }
    return blocks
  }
}
