extension Number {
  /// The shortest decimal that reads back as `value`, exactly, where that fits.
  ///
  /// `Number(0.1)` is 1/10, not the binary fraction nearest to it: a double stands for what a
  /// person wrote.
  public init(_ value: Double) {
    self = Number(decimal: "\(value)") ?? .real(value)
  }

  /// The number written as a decimal literal: digits, an optional fraction, an optional exponent.
  ///
  /// `0.1` is 1/10 and `1e-3` is 1/1000, exactly. What does not fit into a ratio of 64-bit integers
  /// is the nearest double. `nil` for text that is no such literal, and for one that overflows.
  public init?(decimal text: String) {
    var mantissa = 0
    var fits = true
    var digits = 0
    var scale = 0
    var exponent = 0
    var isNegative = false
    var bytes = Substring(text).utf8
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      bytes.removeFirst()
    }
    var seenPoint = false
    while let byte = bytes.first {
      if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        digits += 1
        if seenPoint { scale += 1 }
        let (tens, o1) = mantissa.multipliedReportingOverflow(by: 10)
        let (sum, o2) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
        if o1 || o2 { fits = false } else { mantissa = sum }
      } else {
        break
      }
      bytes.removeFirst()
    }
    guard digits > 0 else { return nil }
    if let byte = bytes.first, byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      bytes.removeFirst()
      let digits = String(Substring(bytes))
      guard let last = digits.utf8.last, last >= UInt8(ascii: "0"), last <= UInt8(ascii: "9")
      else { return nil }
      // An exponent beyond Int is beyond any double as well.
      exponent = Int(digits) ?? (digits.hasPrefix("-") ? -100_000 : 100_000)
    } else if !bytes.isEmpty {
      return nil
    }
    if fits, mantissa == 0 {
      self = .zero
      return
    }
    let power = exponent.subtractingReportingOverflow(scale).partialValue
    if fits, power.magnitude < 400,
      let factor = Number(10).power(power)
    {
      let exact = Number(isNegative ? -mantissa : mantissa) * factor
      if exact.isExact {
        self = exact
        return
      }
    }
    // The correctly rounded double, by the standard library's reader.
    guard let value = Double(text), value.isFinite else { return nil }
    self = .real(value)
  }
}

extension Formula {
  /// A decimal literal as an exact formula, with powers of ten where no ratio of integers holds it:
  /// `1e-30` is 10^(−30), and twenty digits are a sum of two numbers.
  ///
  /// `nil` for text that is no literal, and for one beyond the range of doubles.
  public init?(decimal text: String) {
    guard let number = Number(decimal: text) else { return nil }
    self = number.isExact ? .number(number) : Formula.exact(text) ?? .number(number)
  }

  /// The number, exactly: a double is the decimal that it prints as.
  public static func exactly(_ number: Number) -> Formula {
    guard case .real(let x) = number else { return .number(number) }
    return Formula(decimal: "\(x)") ?? .number(number)
  }

  private static func exact(_ text: String) -> Formula? {
    let parts = text.lowercased().split(separator: "e", maxSplits: 1)
    guard let first = parts.first, var exponent = parts.count > 1 ? Int(parts[1]) : 0 else {
      return nil
    }
    let isNegative = first.hasPrefix("-")
    let mantissa = first.drop { $0 == "-" || $0 == "+" }.split(separator: ".", maxSplits: 1)
    let fraction = mantissa.count > 1 || first.hasPrefix(".") ? mantissa.last ?? "" : ""
    exponent -= fraction.count
    var digits = Array(mantissa.joined())
    while digits.last == "0" {
      digits.removeLast()
      exponent += 1
    }
    // Eighteen digits fit into 64 bits.
    var terms: [Formula] = []
    while !digits.isEmpty, terms.count < 64 {
      let group = digits.suffix(18)
      digits.removeLast(group.count)
      guard let n = Int(String(group)) else { return nil }
      let power = Formula.power(10, .number(Number(exponent)))
      terms.insert(.number(Number(isNegative ? -n : n)) * power, at: 0)
      exponent += group.count
    }
    return digits.isEmpty ? Formula.sum(terms).simplified() : nil
  }
}

extension Number: CustomStringConvertible {
  /// `3`, `-1/2`, `1e+30`.
  public var description: String {
    switch self {
    case .rational(let p, let q): q == 1 ? "\(p)" : "\(p)/\(q)"
    case .real(let x): "\(x)"
    }
  }
}
