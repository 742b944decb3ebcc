internal import GenPhysNumerics

extension FieldEquation {
  /// What was derived, a line each: the equation, the density, the flux and the source.
  ///
  /// `phi` is the field of the equation here; the flux potential of `source` is what stands in `grad`.
  public func lines(in process: Process) -> [String] {
    let sign = Formula.number(Number(sign(in: process)))
    let density = coefficients.dropFirst().map { sign * $0 }
    return [
      "equation  \(Self.text(coefficients)) = 0",
      "density   p = \(Self.text(density))",
      transport.isZero(assuming: Process.assumptions)
        ? "flux      p*v = 0" : "flux      p*v = -grad(\(Self.text([-sign * transport])))",
      "source    R = \(Self.text([-sign * reaction]))",
    ]
  }

  /// `Σ c_j ∂t^j φ` in the notation of declarations.
  private static func text(_ coefficients: [Formula]) -> String {
    var terms: [(coefficient: Formula, operand: String)] = []
    for (order, coefficient) in coefficients.enumerated().reversed() {
      guard !coefficient.isZero(assuming: Process.assumptions) else { continue }
      guard let powers = coefficient.asPolynomial(in: "k", assuming: Process.assumptions),
        powers.keys.allSatisfy({ $0 >= 0 && $0 % 2 == 0 })
      else {
        // A function of the Laplacian that is no polynomial is shown by its symbol.
        terms.append((coefficient, operand(order, 0) + " (symbol in k)"))
        continue
      }
      for power in powers.keys.sorted(by: >) {
        let sign: Formula = power % 4 == 0 ? .one : .minusOne
        terms.append(
          (
            ((powers[power] ?? .zero) * sign).simplified(assuming: Process.assumptions),
            operand(order, power / 2)
          ))
      }
    }
    guard !terms.isEmpty else { return "0" }
    let signed = terms.map { term in
      let minus = (-term.coefficient).simplified(assuming: Process.assumptions)
      let isNegative = minus.description.count < term.coefficient.description.count
      return (isNegative, size: isNegative ? minus : term.coefficient, operand: term.operand)
    }
    // What is added comes before what is subtracted.
    let sorted = signed.filter { !$0.0 } + signed.filter(\.0)
    return sorted.enumerated().reduce("") { text, item in
      let (isNegative, size, operand) = item.element
      let factor =
        switch size {
        case 1: ""
        case .sum: "(\(size.description))*"
        default: size.description + "*"
        }
      let joint = item.offset == 0 ? (isNegative ? "-" : "") : isNegative ? " - " : " + "
      return text + joint + factor + operand
    }
  }

  /// ∂t and ∇² so many times before φ: `dtt(lap(phi))`, or `dt^5*lap^4*phi`.
  private static func operand(_ times: Int, _ laplacians: Int) -> String {
    guard times <= 4, laplacians <= 3 else {
      func power(_ name: String, _ n: Int) -> String { n == 0 ? "" : "\(name)^\(n)*" }
      return power("dt", times) + power("lap", laplacians) + "phi"
    }
    let inner = (0..<laplacians).reduce("phi") { text, _ in "lap(\(text))" }
    return times == 0 ? inner : "d\(String(repeating: "t", count: times))(\(inner))"
  }
}
