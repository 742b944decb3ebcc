import Foundation
import GenPhys
import GenPhysSyntax
import Testing

/// What the Tab key offers.
@Suite struct SessionCompletionTests {
  private func complete(_ text: String, after code: String = "") -> [String] {
    var session = Session()
    let parsed = Syntax.parse(code)
    for cell in parsed.cells { _ = session.run(cell, in: parsed.source) }
    return session.completions(in: text, at: text.utf8.count).candidates.map(\.text)
  }

  @Test func functionsAndProcesses() {
    #expect(complete("tra") == ["train", "trajectories"])
    #expect(complete("check yuk") == ["yukawa", "yukawa_uniform"])
    #expect(complete("x = 1 + sq") == ["sqrt"])
  }

  @Test func namesOfTheSession() {
    #expect(complete("plot(moo", after: "moons = two_moons(n = 10)") == ["moons"])
    #expect(complete("spe", after: "speed(x) = x") == ["speed"])
  }

  @Test func keywordArguments() {
    #expect(complete("train(diffusion, st") == ["steps=", "std"])
    #expect(complete("yukawa(m").first == "m=")
    #expect(complete("f(wid", after: "f(width = 1) = width") == ["width="])
    #expect(complete("G(r = 1, ti", after: "G = green(diffusion, dim = 2)").isEmpty)
    #expect(complete("G(", after: "G = green(diffusion, dim = 2)").prefix(2) == ["r=", "t="])
  }

  @Test func greekPrefix() {
    #expect(complete("pde q { ω") == ["omega"])
    #expect(complete("λe", after: "lambdae = 1") == ["lambdae"])
  }

  @Test func commandsAndCodes() {
    #expect(complete(":re") == ["reset"])
    #expect(complete(":explain GP050").contains("GP0501"))
    #expect(complete("?tra") == ["train", "trajectories"])
  }

  @Test func files() {
    let root = Repository.root.path
    #expect(complete("load(\"\(root)/Exam") == ["\(root)/Examples"])
    #expect(complete(":load \(root)/Pack").contains("\(root)/Package.swift"))
    #expect(complete("load(\"/nonexistent/").isEmpty)
  }

  @Test(arguments: [
    "", "(", "\"", ":", "?", "pde ", "pde q {", "f(\n", "√", "x[", "# note", "\u{0}",
  ])
  func anyPlaceIsAnswered(text: String) {
    let session = Session()
    for offset in -1...(text.utf8.count + 1) {
      let found = session.completions(in: text, at: offset)
      #expect(found.span.start >= 0 && found.span.end <= text.utf8.count)
    }
  }
}
