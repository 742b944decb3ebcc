import GenPhys
import GenPhysSyntax
import Testing

/// Help speaks the truth: its examples run.
@Suite struct HelpTests {
  private static let names = Session().builtinNames

  @Test(arguments: names)
  func helpIsComplete(name: String) throws {
    var notebook = try Notebook()
    let text = notebook.run("?\(name)")
    #expect(text.hasPrefix("\(name)("))
    for word in text.split(separator: "\n") { #expect(word.count <= 120, "\(word)") }
  }

  @Test(arguments: names)
  func examplesRun(name: String) throws {
    var notebook = try Notebook()
    _ = notebook.run("moons = two_moons();")
    let examples = notebook.run("?\(name)").split(separator: "\n")
      .compactMap { $0.hasPrefix("  > ") ? String($0.dropFirst(4)) : nil }
    for example in examples {
      let printed = notebook.run(example)
      #expect(!printed.contains("error["), "\(example)\n\(printed)")
      #expect(!printed.contains("nan"), "\(example)\n\(printed)")
    }
  }

  @Test func overviewNamesEverything() throws {
    var notebook = try Notebook()
    let text = notebook.run("?")
    for name in Self.names { #expect(text.contains(name)) }
    for command in SessionCommand.allCases { #expect(text.contains(":\(command.rawValue)")) }
  }

  @Test func reservedWordsHaveHelp() throws {
    var notebook = try Notebook()
    for keyword in Keyword.allCases {
      #expect(notebook.run("?\(keyword.rawValue)").contains(keyword.summary))
    }
    for field in ProcessField.allCases {
      #expect(notebook.run("?\(field.rawValue)").contains(field.summary))
    }
    for name in ["_", "Out", "pi", "i"] { #expect(!notebook.run("?\(name)").contains("error")) }
  }

  @Test(arguments: SessionCommand.allCases)
  func commandsHaveHelp(command: SessionCommand) throws {
    var notebook = try Notebook()
    #expect(notebook.run(":help \(command.rawValue)").contains(command.summary))
  }
}
