import GenPhysNumerics

/// A reader of the notation that formulas print in, for round trips: sums, products, powers (which
/// associate to the right and bind tighter than a sign), calls, decimals.
struct FormulaReader {
  private var rest: Substring

  static func read(_ text: String) -> Formula? {
    var reader = FormulaReader(rest: Substring(text.filter { $0 != " " }))
    let formula = reader.sum()
    return reader.rest.isEmpty ? formula : nil
  }

  private mutating func take(_ c: Character) -> Bool {
    guard rest.first == c else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func sum() -> Formula? {
    guard var result = signed() else { return nil }
    while true {
      if take("+") {
        guard let next = product() else { return nil }
        result = result + next
      } else if take("-") {
        guard let next = product() else { return nil }
        result = result - next
      } else {
        return result
      }
    }
  }

  private mutating func signed() -> Formula? {
    take("-") ? product().map { -$0 } : product()
  }

  private mutating func product() -> Formula? {
    guard var result = power() else { return nil }
    while true {
      if take("*") {
        guard let next = power() else { return nil }
        result = result * next
      } else if take("/") {
        guard let next = power() else { return nil }
        result = result / next
      } else {
        return result
      }
    }
  }

  private mutating func power() -> Formula? {
    guard let base = atom() else { return nil }
    guard take("^") else { return base }
    return power().map { .power(base, $0) }
  }

  private mutating func atom() -> Formula? {
    if take("(") {
      let inner = sum()
      return take(")") ? inner : nil
    }
    guard let first = rest.first else { return nil }
    if first.isNumber {
      var text = ""
      while let c = rest.first,
        c.isNumber || c == "." || c == "e" || ((c == "+" || c == "-") && text.last == "e")
      {
        text.append(c)
        rest.removeFirst()
      }
      return Number(decimal: text).map { .number($0) }
    }
    let name = String(rest.prefix { $0.isLetter || $0.isNumber })
    rest.removeFirst(name.count)
    if take("(") {
      var arguments: [Formula] = []
      repeat {
        guard let argument = sum() else { return nil }
        arguments.append(argument)
      } while take(",")
      guard take(")") else { return nil }
      if name == "sqrt" { return arguments.first?.squareRoot }
      return Formula.Function(rawValue: name).map { .call($0, arguments) }
    }
    switch name {
    case "": return nil
    case "i": return .imaginaryUnit
    case "pi": return .pi
    default: return .variable(name)
    }
  }
}
