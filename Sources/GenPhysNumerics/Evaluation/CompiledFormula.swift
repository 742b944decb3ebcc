internal import Numerics

/// A formula as a flat list of instructions over numbered arguments, for fast evaluation.
///
/// Equal parts are computed once. A value is immutable and may be used from any thread. Cost: about
/// one arithmetic operation per instruction; no allocation for `Double` and `Complex<Double>`.
public struct CompiledFormula: Sendable {
  /// The names of the arguments, in order.
  public let variables: [String]
  /// Whether the formula contains the imaginary unit.
  public let containsImaginaryUnit: Bool

  let constants: [Number]
  let approximations: [Double]
  let instructions: [Instruction]
  let result: Int
  /// The cost of an evaluation over balls, in units of an addition (about 0.15 µs at 64 bits).
  package let ballCost: Int
  var registerCount: Int { variables.count + constants.count + instructions.count }

  init(_ formula: Formula, variables: [String]) throws(FormulaError) {
    guard formula.isWithinLimits else { throw .tooLarge }
    // Zero and one must be at hand for empty sums and reciprocals, whatever the formula holds.
    var builder = ProgramBuilder(variables: variables, formula: formula)
    result = Int(try builder.compile(formula))
    self.variables = variables
    constants = builder.constants
    approximations = builder.constants.map(\.doubleValue)
    instructions = builder.instructions
    containsImaginaryUnit = formula.mentionsImaginaryUnit
    ballCost = builder.instructions.reduce(1) { $0 + $1.ballCost }
  }

  /// The value at the arguments, in the order of `variables`.
  ///
  /// Branches are principal. Over `Double`, NaN where an intermediate or the result is not real;
  /// `realValue(_:)` goes through the complex numbers where that is needed.
  /// - Parameter values: one for each variable.
  @specialized(where T == Double)
  @specialized(where T == Complex<Double>)
  public func evaluate<T: FormulaScalar>(_ values: [T]) -> T {
    precondition(
      values.count == variables.count,
      "expected \(variables.count) arguments, but got \(values.count)")
    let precision = T.precision(of: values)
    T.willEvaluate(cost: ballCost)
    return withUnsafeTemporaryAllocation(of: T.self, capacity: registerCount) { registers in
      load(registers, values, precision)
      defer { unload(registers) }
      run(registers, precision)
      return registers[result]
    }
  }

  /// The values along one argument, the others held fixed.
  ///
  /// - Parameters:
  ///   - values: one for each variable; that of `slot` is ignored.
  ///   - slot: the place of the argument that runs through `points`.
  @specialized(where T == Double)
  @specialized(where T == Complex<Double>)
  public func evaluate<T: FormulaScalar>(
    _ values: [T], varying slot: Int, through points: [T]
  ) -> [T] {
    precondition(
      values.count == variables.count && values.indices.contains(slot),
      "expected \(variables.count) arguments and a slot among them, but got \(values.count), \(slot)"
    )
    let precision = max(T.precision(of: values), T.precision(of: points))
    T.willEvaluate(cost: ballCost * points.count)
    return withUnsafeTemporaryAllocation(of: T.self, capacity: registerCount) { registers in
      load(registers, values, precision)
      let start = values.count + constants.count
      var results: [T] = []
      results.reserveCapacity(points.count)
      for point in points {
        registers[slot] = point
        run(registers, precision)
        results.append(registers[result])
        UnsafeMutableBufferPointer(rebasing: registers[start...]).deinitialize()
      }
      UnsafeMutableBufferPointer(rebasing: registers[..<start]).deinitialize()
      return results
    }
  }

  /// The value at real arguments where it is real, through the complex numbers where needed.
  ///
  /// NaN where the value is not real, to a relative 2⁻⁴⁰, or not defined.
  public func realValue(_ values: [Double]) -> Double {
    if !containsImaginaryUnit {
      let value = evaluate(values)
      if !value.isNaN { return value }
    }
    let value = evaluate(values.map { Complex($0, 0) })
    guard value.isFinite, value.imaginary.magnitude <= 0x1p-40 * value.length else {
      return value.isZero ? 0 : .nan
    }
    return value.real
  }

  @inline(__always)
  private func load<T: FormulaScalar>(
    _ registers: UnsafeMutableBufferPointer<T>, _ values: [T], _ precision: Int
  ) {
    for index in values.indices {
      registers.initializeElement(at: index, to: values[index])
    }
    var next = values.count
    for (number, approximation) in zip(constants, approximations) {
      registers.initializeElement(
        at: next,
        to: T.constant(number, approximation: approximation, precision: precision))
      next += 1
    }
  }

  @inline(__always)
  private func unload<T>(_ registers: UnsafeMutableBufferPointer<T>) {
    registers.deinitialize()
  }

  @inline(__always)
  private func run<T: FormulaScalar>(
    _ registers: UnsafeMutableBufferPointer<T>, _ precision: Int
  ) {
    instructions.withUnsafeBufferPointer { instructions in
      var next = variables.count + constants.count
      for instruction in instructions {
        registers.initializeElement(at: next, to: step(instruction, registers, precision))
        next += 1
      }
    }
  }

  @inline(__always)
  private func step<T: FormulaScalar>(
    _ instruction: Instruction, _ registers: UnsafeMutableBufferPointer<T>, _ precision: Int
  ) -> T {
    let a = Int(instruction.a)
    let b = Int(instruction.b)
    switch instruction.operation {
    case .pi: return T.pi(precision: precision)
    case .imaginaryUnit: return T.imaginaryUnit(precision: precision)
    case .add: return registers[a] + registers[b]
    case .subtract: return registers[a] - registers[b]
    case .multiply: return registers[a] * registers[b]
    case .divide: return T.quotient(registers[a], registers[b])
    case .negate: return -registers[a]
    case .squareRoot: return T.principalSquareRoot(registers[a])
    case .power: return T.principalPower(registers[a], registers[b])
    case .integerPower: return T.integerPower(registers[a], b)
    case .apply: return T.apply(instruction.function, registers[a])
    case .applyWithOrder:
      return T.apply(instruction.function, order: registers[a], registers[b])
    case .logOnePlus: return T.logOnePlus(registers[a])
    case .expMinusOne: return T.expMinusOne(registers[a])
    case .besselQuotient:
      return T.besselQuotient(
        instruction.function, registers[a], registers[b], registers[Int(instruction.c)])
    }
  }
}

extension Formula {
  /// The formula as a program over `variables`.
  ///
  /// - Throws: `.unknownVariable` for one that is not listed; `.tooLarge`; `.wrongArity`.
  public func compiled(variables: [String]) throws(FormulaError) -> CompiledFormula {
    try CompiledFormula(self, variables: variables)
  }

  /// The value where each variable has the value given; see `CompiledFormula.evaluate`.
  ///
  /// - Throws: `.unknownVariable` for one without a value; `.tooLarge`; `.wrongArity`.
  public func evaluated<T: FormulaScalar>(at values: [String: T]) throws(FormulaError) -> T {
    let names = values.keys.sorted()
    return try compiled(variables: names).evaluate(names.compactMap { values[$0] })
  }
}
