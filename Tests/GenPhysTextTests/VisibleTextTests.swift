import GenPhysText
import Testing

/// What comes from outside is shown, and never steers a terminal.
@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("plain ω √k 日本", "plain ω √k 日本"), ("a\u{1B}[31mb", "a\\u{1B}[31mb"),
    ("\u{1B}]0;title\u{7}", "\\u{1B}]0;title\\u{7}"), ("a\r\nb\tc", "a\\r\\nb\\tc"),
    ("\u{0}", "\\u{0}"), ("\u{7F}\u{80}\u{9B}31m", "\\u{7F}\\u{80}\\u{9B}31m"),
    ("\u{202E}txt.exe", "\\u{202E}txt.exe"), ("\u{2066}a\u{2069}", "\\u{2066}a\\u{2069}"),
    ("\u{200E}\u{200F}\u{61C}", "\\u{200E}\\u{200F}\\u{61C}"),
    ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"), ("\u{FEFF}x\u{200B}", "\\u{FEFF}x\\u{200B}"),
    ("\u{E0041}", "\\u{E0041}"), ("\u{FFFE}\u{10FFFF}", "\\u{FFFE}\\u{10FFFF}"),
    ("👩‍🔬 e\u{301}", "👩‍🔬 e\u{301}"),
  ])
  func fieldsAreOnOneLine(text: String, shown: String) {
    #expect(text.visible == shown)
    #expect(text.visible.visible == shown)
  }

  @Test func linesAndTabsOfTablesStay() {
    #expect("a\n\tb\u{1B}c\r\n".visibleLines == "a\n\tb\\u{1B}c\\r\n")
    #expect(TerminalText("a\n\tb\u{9B}c").sent == "a\n\tb\\u{9B}c")
  }

  /// No scalar that steers is left, whatever the text.
  @Test func nothingIsForgotten() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let category = scalar.properties.generalCategory
      let mayNotBeSent =
        category == .control || category == .lineSeparator || category == .paragraphSeparator
        || (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
      #expect(!mayNotBeSent || scalar.steers, "\(value)")
      #expect(!(0x20..<0x7F).contains(value) || !scalar.steers, "\(value)")
      if scalar.steers { #expect(scalar.writtenOut.utf8.allSatisfy { (0x20..<0x7F).contains($0) }) }
    }
  }

  @Test func interpolatedTextIsVisible() {
    let name = "a\u{1B}[2Jb"
    let text: TerminalText = "file '\(name)' of \(3)"
    #expect(text.sent == "file 'a\\u{1B}[2Jb' of 3")
    let red = TerminalText(name).styled("31")
    #expect(("\(red)!" as TerminalText).sent == "\u{1B}[31ma\\u{1B}[2Jb\u{1B}[0m!")
    #expect(TerminalText(name).styled("31", when: false) == TerminalText(name))
  }

  @Test func longFieldsAreElided() {
    #expect("abc".elided(to: 3) == "abc")
    let long = String(repeating: "a", count: 1_000_000) + ".csv"
    #expect(long.field() == String(repeating: "a", count: 53) + "…" + "aaaaaaaaaaaaaaaaaaaaaa.csv")
    // One character of a million accents.
    let accents = "e" + String(repeating: "\u{301}", count: 1_000_000)
    #expect(accents.count == 1 && accents.field().unicodeScalars.count == 80)
    #expect(String(repeating: "\u{1B}", count: 1000).field().utf8.count < 600)
  }
}
