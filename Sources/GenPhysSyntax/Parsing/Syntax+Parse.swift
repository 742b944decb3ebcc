extension Syntax {
  /// Reads a text: always a tree, with what is wrong and whether more could complete it.
  ///
  /// Time and memory are linear in the text; nothing is thrown, read or written.
  /// - Parameter span: the part of the text to read, all of it by default. All spans count from the
  ///   start of the whole text, so that a part of a script can be read on its own.
  public static func parse(_ source: SourceText, in span: SourceSpan? = nil) -> ParseResult {
    let span = span ?? source.span
    guard span.length <= SourceText.maximumLength else { return tooLong(source, span) }
    let parts = source.cellParts(in: span)
    var result = ParseResult(
      source: source, script: .init(statements: []), cells: [], diagnostics: [], status: .complete)
    for (number, part) in parts.enumerated() {
      var parser = Parser(source, in: part.span)
      let statements = parser.statements()
      result.script.statements += statements
      result.diagnostics += parser.diagnostics
      // A finding around an error that the parser reports is most likely its consequence.
      result.diagnostics += StructureCheck.findings(in: statements, of: source).filter { finding in
        !parser.diagnostics.contains { finding.span.covers($0.span) }
      }
      switch parser.status {
      case .complete: break
      case .incomplete where number + 1 == parts.count && result.status == .complete:
        result.status = .incomplete
      case .incomplete, .invalid: result.status = .invalid
      }
      if part.isMarked {
        let code = statements.last.map { statements[0].span.union($0.span) }
        result.cells.append(
          .init(title: part.title, span: code ?? part.span, statements: statements))
      } else {
        result.cells += statements.map { .init(title: nil, span: $0.span, statements: [$0]) }
      }
    }
    result.diagnostics.sort { $0.span.start < $1.span.start }
    limit(&result.diagnostics)
    if result.status == .complete, result.hasErrors { result.status = .invalid }
    return result
  }

  /// Reads a text called `input`.
  public static func parse(_ text: String) -> ParseResult { parse(SourceText(text)) }

  /// Cuts a long list of diagnostics and says so.
  private static func limit(_ diagnostics: inout [Diagnostic]) {
    guard diagnostics.count > maximumDiagnostics else { return }
    let next = diagnostics[maximumDiagnostics]
    diagnostics.removeSubrange(maximumDiagnostics...)
    diagnostics.append(
      Diagnostic(
        .tooManyDiagnostics, "too many errors; the rest is not shown", at: next.span,
        hint: "mend the first ones and try again"))
  }

  private static func tooLong(_ source: SourceText, _ span: SourceSpan) -> ParseResult {
    let limit = SourceText.maximumLength
    let diagnostic = Diagnostic(
      .sourceTooLong, "this text is too long: \(span.length) bytes, at most \(limit) are read",
      at: SourceSpan(span.start, span.start), hint: "keep data in a file: `load(\"points.csv\")`")
    return ParseResult(
      source: source, script: .init(statements: []), cells: [], diagnostics: [diagnostic],
      status: .invalid)
  }
}
