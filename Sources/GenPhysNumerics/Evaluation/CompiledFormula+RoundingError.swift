public import Numerics

extension CompiledFormula {
  /// The value with a bound, to first order, on what rounding has made of it.
  ///
  /// A running error analysis: every operation adds its own rounding and passes on that of its
  /// operands. Where large terms cancel, as in √(1 + k) − 1 for small k, it tells how few digits are
  /// left. The arguments are taken to be exact. Costs about five times an evaluation.
  /// [Higham, Accuracy and Stability of Numerical Algorithms, 3.3]
  public func evaluateWithError(
    _ values: [Complex<Double>]
  ) -> (value: Complex<Double>, error: Double) {
    precondition(
      values.count == variables.count,
      "expected \(variables.count) arguments, but got \(values.count)")
    var registers = values
    var errors = [Double](repeating: 0, count: values.count)
    registers.reserveCapacity(registerCount)
    errors.reserveCapacity(registerCount)
    for constant in approximations {
      registers.append(Complex(constant))
      // Integers are exact, other constants rounded once.
      errors.append(constant.rounded() == constant ? 0 : 0.5 * Double.ulpOfOne * constant.magnitude)
    }
    for instruction in instructions {
      let (value, error) = step(instruction, registers, errors)
      registers.append(value)
      errors.append(error.isNaN ? .infinity : error)
    }
    return (registers[result], errors[result])
  }

  private func step(
    _ instruction: Instruction, _ values: [Complex<Double>], _ errors: [Double]
  ) -> (Complex<Double>, Double) {
    let unit = Double.ulpOfOne
    let (a, b) = (Int(instruction.a), Int(instruction.b))
    func result(
      _ value: Complex<Double>, passed: Double, own: Double
    ) -> (Complex<Double>, Double) {
      (value, passed + own * unit * value.length)
    }
    /// The error that comes through a function, by its slope over a step far above rounding.
    func passed(
      _ x: Complex<Double>, _ error: Double, _ value: Complex<Double>,
      _ function: (Complex<Double>) -> Complex<Double>
    ) -> Double {
      if error == 0 { return 0 }
      let shift = max(error, 1e-7 * x.length)
      let slopes = [shift, -shift].map { (function(x + Complex($0)) - value).length / shift }
      return error * (slopes.filter(\.isFinite).max() ?? .infinity)
    }
    switch instruction.operation {
    case .pi: return (T.pi(precision: 53), 0.5 * unit * .pi)
    case .imaginaryUnit: return (T.imaginaryUnit(precision: 53), 0)
    case .add: return result(values[a] + values[b], passed: errors[a] + errors[b], own: 1)
    case .subtract: return result(values[a] - values[b], passed: errors[a] + errors[b], own: 1)
    case .negate: return (-values[a], errors[a])
    case .multiply:
      return result(
        values[a] * values[b],
        passed: values[a].length * errors[b] + values[b].length * errors[a], own: 2)
    case .divide:
      let value = T.quotient(values[a], values[b])
      if value == .zero, !values[b].isFinite { return (value, 0) }
      return result(
        value, passed: (errors[a] + value.length * errors[b]) / values[b].length, own: 4)
    case .squareRoot:
      let value = T.principalSquareRoot(values[a])
      let error = errors[a]
      return result(
        value, passed: error == 0 ? 0 : min(error / value.length, error.squareRoot()), own: 2)
    case .integerPower:
      let value = T.integerPower(values[a], b)
      if value == .zero, b < 0 { return (value, 0) }
      let relative = errors[a] == 0 ? 0 : errors[a] / values[a].length
      return result(
        value, passed: value.length * Double(b.magnitude) * relative,
        own: 2 + 2 * Double.log2(Double(b.magnitude) + 1))
    case .power:
      let value = T.principalPower(values[a], values[b])
      let relative = errors[a] == 0 ? 0 : errors[a] / values[a].length
      let exponent = errors[b] == 0 ? 0 : errors[b] * Complex.log(values[a]).length
      return result(
        value, passed: value.length * (values[b].length * relative + exponent), own: 4)
    case .apply:
      let function = instruction.function
      let value = T.apply(function, values[a])
      let through: Double
      switch function {
      case .exp: through = value.length * errors[a]
      case .log: through = errors[a] == 0 ? 0 : errors[a] / values[a].length
      case .abs, .re, .im, .conj: through = errors[a]
      default: through = passed(values[a], errors[a], value) { T.apply(function, $0) }
      }
      return result(value, passed: through, own: 4)
    case .logOnePlus:
      let through = errors[a] == 0 ? 0 : errors[a] / (values[a] + .one).length
      return result(T.logOnePlus(values[a]), passed: through, own: 4)
    case .expMinusOne:
      let value = T.expMinusOne(values[a])
      return result(value, passed: (value + .one).length * errors[a], own: 4)
    case .applyWithOrder:
      let value = T.apply(instruction.function, order: values[a], values[b])
      let through = passed(values[b], errors[b], value) {
        T.apply(instruction.function, order: values[a], $0)
      }
      return result(value, passed: through, own: 4)
    case .besselQuotient:
      let x = Int(instruction.c)
      let function = instruction.function
      let value = T.besselQuotient(function, values[a], values[b], values[x])
      let through = passed(values[x], errors[x], value) {
        T.besselQuotient(function, values[a], values[b], $0)
      }
      if function != .besselk { return result(value, passed: through, own: 2) }
      // See `Double.besselQuotient`: 1e-13 where the orders are neighbours, as they are in rates.
      return result(value, passed: through, own: 1e-13 / unit)
    }
  }

  private typealias T = Complex<Double>
}
