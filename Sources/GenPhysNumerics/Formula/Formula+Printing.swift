extension Formula: CustomStringConvertible {
  /// The formula as a person would type it, `-i*sqrt(k^2 + m^2)`.
  ///
  /// There are as few parentheses as the grammar needs. Reading it back gives an equal formula.
  public var description: String {
    isWithinLimits ? written(.sum) : "(a formula too large to print)"
  }

  /// How tightly a context binds.
  private enum Context: Int {
    case sum, product, base

    func needsParentheses(_ other: Context) -> Bool { other.rawValue < rawValue }
  }

  private func parenthesised(_ text: String, _ own: Context, in context: Context) -> String {
    context.needsParentheses(own) ? "(\(text))" : text
  }

  private func written(_ context: Context) -> String {
    switch self {
    case .number(let n):
      if n.signum < 0 { return parenthesised(n.description, .sum, in: context) }
      let own: Context = n.integer == nil && n.isExact ? .product : .base
      return parenthesised(n.description, own, in: context)
    case .imaginaryUnit: return "i"
    case .pi: return "pi"
    case .variable(let name): return name
    case .sum(let terms): return parenthesised(Self.writtenSum(terms), .sum, in: context)
    case .product(let factors):
      let text = Self.writtenProduct(factors)
      return parenthesised(text, text.hasPrefix("-") ? .sum : .product, in: context)
    case .power(let base, let exponent):
      if exponent == .half { return "sqrt(\(base.written(.sum)))" }
      if let n = exponent.numberValue, n.signum < 0 {
        return parenthesised(Self.writtenProduct([self]), .product, in: context)
      }
      let text = "\(base.written(.base, atomic: true))^\(exponent.written(.base, atomic: true))"
      return text
    case .call(let function, let arguments):
      return "\(function.rawValue)(\(arguments.map { $0.written(.sum) }.joined(separator: ", ")))"
    }
  }

  /// As an operand of `^`, where another power needs parentheses as well.
  private func written(_ context: Context, atomic: Bool) -> String {
    if case .power(_, let exponent) = self, exponent != .half {
      return "(\(written(.sum)))"
    }
    return written(context)
  }

  private static func writtenSum(_ terms: [Formula]) -> String {
    // A sum reads better when it starts with a positive term.
    var ordered = terms
    if let first = terms.first, first.leadsNegative,
      let place = terms.firstIndex(where: { !$0.leadsNegative })
    {
      ordered.insert(ordered.remove(at: place), at: 0)
    }
    var text = ""
    for (index, term) in ordered.enumerated() {
      let part: String
      if case .sum = term { part = "(\(term.written(.sum)))" } else { part = term.written(.sum) }
      if index == 0 {
        text = part
      } else if part.hasPrefix("-") {
        text += " - " + part.dropFirst()
      } else {
        text += " + " + part
      }
    }
    return text.isEmpty ? "0" : text
  }

  private static func writtenProduct(_ factors: [Formula]) -> String {
    var sign = ""
    var above: [String] = []
    var below: [String] = []
    for (index, factor) in factors.enumerated() {
      switch factor {
      case .number(let n) where index == 0 && factors.count > 1:
        let size = n.magnitude
        sign = n.signum < 0 ? "-" : ""
        if case .rational(let p, let q) = size {
          if p != 1 { above.append("\(p)") }
          if q != 1 { below.append("\(q)") }
        } else {
          above.append(size.description)
        }
      case .power(let base, .number(let n)) where n.signum < 0:
        let exponent = -n
        below.append(
          exponent == .one
            ? base.written(.base, atomic: false)
            : Formula.power(base, .number(exponent)).written(.base))
      default: above.append(factor.written(factor.isProduct ? .base : .product))
      }
    }
    let numerator = above.isEmpty ? "1" : above.joined(separator: "*")
    switch below.count {
    case 0: return sign + numerator
    case 1: return "\(sign)\(numerator)/\(below[0])"
    default: return "\(sign)\(numerator)/(\(below.joined(separator: "*")))"
    }
  }

  private var isProduct: Bool {
    if case .product = self { true } else { false }
  }
}
