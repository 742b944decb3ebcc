package import GenPhysNumerics
package import GenPhysSyntax
internal import GenPhysText
package import GenPhysTheory

extension Process {
  /// The process as a declaration that `init(declaration:)` reads back, whatever the session knows.
  ///
  /// Functions and numbers of the session have become part of its formulas. The coefficients of the
  /// source are multipliers in k.
  package var declaration: String {
    let list = parameters.map { parameter in
      parameter.name + (parameter.formula.map { " = \($0.description)" } ?? "")
    }
    let head = list.isEmpty ? name : "\(name)(\(list.joined(separator: ", ")))"
    let branches = frequencies.map(\.description)
    let omega = branches.count == 1 ? branches[0] : "{\(branches.joined(separator: ", "))}"
    var terms: [String] = []
    for (coefficient, field) in [(source.potential, "phi"), (source.density, "p")]
    where coefficient != 0 {
      terms.append("(\(coefficient.description))*\(field)")
    }
    let source = terms.isEmpty ? "" : "  source = \(terms.joined(separator: " + "))\n"
    return "pde \(head) {\n  omega = \(omega)\n\(source)}"
  }

  /// Reads what `declaration` wrote.
  ///
  /// - Throws: GP0502 where the text is no declaration of a process.
  package init(declaration text: String, at span: SourceSpan) throws(Fault) {
    let parsed = Syntax.parse(SourceText(name: "declaration", text))
    guard !parsed.hasErrors, parsed.script.statements.count == 1,
      case .process(let declaration) = parsed.script.statements[0].kind
    else {
      throw Fault(.invalidData, "the process in the file cannot be read", at: span)
    }
    do throws(Fault) {
      self = try ProcessElaborator(
        declaration: declaration, surroundings: .none, allowsMultipliers: true
      ).process()
    } catch {
      throw error.moved(to: span, note: "the process in the file reads: \(text.field(200))")
    }
  }

  /// The formulas with the parameters' values put in: what makes two processes the same, whatever
  /// they and their parameters are called.
  package var identity: [Formula] {
    let source = boundSource
    return decayRates + [source.potential, source.density]
  }
}
