/// One step of a compiled formula; its result is the next register.
struct Instruction: Hashable, Sendable {
  /// Flat, so that the evaluation loop is one jump table.
  enum Operation: UInt8, Hashable, Sendable {
    case pi, imaginaryUnit
    case add, subtract, multiply, divide, negate
    case squareRoot, power, integerPower
    case apply, applyWithOrder, logOnePlus, expMinusOne, besselQuotient
  }

  let operation: Operation
  /// The function of `apply`, `applyWithOrder` and `besselQuotient`.
  let function: Formula.Function
  /// The first operand's register; 0 where there is none.
  let a: Int32
  /// The second operand's register, or the exponent of an integer power.
  let b: Int32
  /// The third operand's register.
  let c: Int32

  init(
    _ operation: Operation, _ a: Int32 = 0, _ b: Int32 = 0, _ c: Int32 = 0,
    function: Formula.Function = .exp
  ) {
    self.operation = operation
    self.function = function
    self.a = a
    self.b = b
    self.c = c
  }
}

/// Builds the instructions of a formula, sharing equal parts.
struct ProgramBuilder {
  let slots: [String: Int32]
  private(set) var constants: [Number] = []
  private(set) var instructions: [Instruction] = []
  private var registers: [Formula: Int32] = [:]
  private var known: [Instruction: Int32] = [:]
  private let firstInstruction: Int32

  /// Registers hold the arguments, then the constants, then the results of the instructions.
  init(variables: [String], formula: Formula) {
    slots = Dictionary(
      variables.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    var constants: [Number] = [.zero, .one]
    Self.collectConstants(formula, &constants)
    self.constants = constants
    firstInstruction = Int32(variables.count + constants.count)
    for (index, number) in constants.enumerated() {
      registers[.number(number)] = Int32(variables.count + index)
    }
  }

  private static func collectConstants(_ formula: Formula, _ constants: inout [Number]) {
    switch formula {
    case .number(let n):
      // A magnitude serves a subtraction, the number itself everything else.
      for candidate in [n, n.magnitude] where !constants.contains(candidate) {
        constants.append(candidate)
      }
    case .power(let base, .number(let n)) where n == .half || n == -.half || n.integer != nil:
      collectConstants(base, &constants)
    case .product(let factors):
      for factor in factors {
        // The exponent of a denominator is used with its sign reversed.
        if case .power(_, .number(let n)) = factor, !constants.contains(-n) {
          constants.append(-n)
        }
        collectConstants(factor, &constants)
      }
    default:
      for child in formula.children { collectConstants(child, &constants) }
    }
  }

  private mutating func emit(_ instruction: Instruction) -> Int32 {
    if let register = known[instruction] { return register }
    let register = firstInstruction + Int32(instructions.count)
    instructions.append(instruction)
    known[instruction] = register
    return register
  }

  mutating func compile(_ formula: Formula) throws(FormulaError) -> Int32 {
    if let register = registers[formula] { return register }
    let register = try translate(formula)
    registers[formula] = register
    return register
  }

  private mutating func translate(_ formula: Formula) throws(FormulaError) -> Int32 {
    switch formula {
    case .number: return registers[formula] ?? 0
    case .imaginaryUnit: return emit(Instruction(.imaginaryUnit))
    case .pi: return emit(Instruction(.pi))
    case .variable(let name):
      guard let slot = slots[name] else { throw .unknownVariable(name) }
      return slot
    case .sum(let terms): return try translateSum(terms)
    case .product(let factors): return try translateProduct(factors)
    case .power(let base, let exponent): return try translatePower(base, exponent)
    case .call(let function, let arguments):
      guard arguments.count == function.arity, let first = arguments.first,
        let last = arguments.last
      else { throw .wrongArity(function, given: arguments.count) }
      if function == .log, let excess = first.excessOverOne {
        return emit(Instruction(.logOnePlus, try compile(excess)))
      }
      if function == .acosh, let excess = first.excessOverOne {
        return try translateAcosh(excess, onePlus: try compile(first))
      }
      let a = try compile(first)
      if function.arity == 1 { return emit(Instruction(.apply, a, function: function)) }
      return emit(Instruction(.applyWithOrder, a, try compile(last), function: function))
    }
  }

  /// `acosh(1 + x) = ln(1 + x + √x √(x + 2))`, which keeps the digits of small x on every branch.
  private mutating func translateAcosh(
    _ excess: Formula, onePlus: Int32
  ) throws(FormulaError) -> Int32 {
    let x = try compile(excess)
    let above = emit(Instruction(.add, onePlus, try compileOne(.one)))
    let root = emit(
      Instruction(
        .multiply, emit(Instruction(.squareRoot, x)), emit(Instruction(.squareRoot, above))))
    return emit(Instruction(.logOnePlus, emit(Instruction(.add, x, root))))
  }

  private mutating func translateSum(_ terms: [Formula]) throws(FormulaError) -> Int32 {
    guard !terms.isEmpty else { return try compileOne(.zero) }
    var result: Int32
    let done: [Int]
    if let (places, factor, exponent) = Self.exponentialLessItsFactor(terms) {
      // c e^x − c keeps the digits of small x.
      result = emit(Instruction(.expMinusOne, try compile(exponent)))
      if factor == .minusOne {
        result = emit(Instruction(.negate, result))
      } else if factor != .one {
        result = emit(Instruction(.multiply, try compileOne(.number(factor)), result))
      }
      done = places
    } else {
      // Start with a positive term, so that the others are added or subtracted.
      let start = terms.firstIndex { !$0.leadsNegative } ?? 0
      result = try compile(terms[start])
      done = [start]
    }
    for (index, term) in terms.enumerated() where !done.contains(index) {
      if term.leadsNegative, let positive = term.withoutSign {
        result = emit(Instruction(.subtract, result, try compile(positive)))
      } else {
        result = emit(Instruction(.add, result, try compile(term)))
      }
    }
    return result
  }

  /// The places of c e^x and −c among terms, with c and x.
  private static func exponentialLessItsFactor(
    _ terms: [Formula]
  ) -> (places: [Int], factor: Number, exponent: Formula)? {
    for (place, term) in terms.enumerated() {
      let (factor, exponential): (Number, Formula) =
        if case .product(let factors) = term, factors.count == 2, let n = factors[0].numberValue {
          (n, factors[1])
        } else {
          (.one, term)
        }
      guard case .call(.exp, let arguments) = exponential, let x = arguments.first,
        let partner = terms.firstIndex(of: .number(-factor))
      else { continue }
      return ([place, partner], factor, x)
    }
    return nil
  }

  /// Numerator over denominator, with the sign last.
  private mutating func translateProduct(_ factors: [Formula]) throws(FormulaError) -> Int32 {
    var above: Int32?
    var below: Int32?
    var isNegative = false
    // Quotients of Bessel functions are formed as such: K_63(x) overflows where K_63/K_64 is harmless.
    let (quotients, others) = try besselQuotients(factors)
    for register in quotients {
      above = above.map { emit(Instruction(.multiply, $0, register)) } ?? register
    }
    for factor in others {
      if factor == .minusOne {
        isNegative.toggle()
      } else if case .power(let base, .number(let n)) = factor, n.signum < 0 {
        let register = try translatePower(base, .number(-n))
        below = below.map { emit(Instruction(.multiply, $0, register)) } ?? register
      } else {
        let register = try compile(factor)
        above = above.map { emit(Instruction(.multiply, $0, register)) } ?? register
      }
    }
    var result: Int32
    if let above { result = above } else { result = try compileOne(.one) }
    if let below { result = emit(Instruction(.divide, result, below)) }
    return isNegative ? emit(Instruction(.negate, result)) : result
  }

  /// Pairs `f_a(x)/f_b(x)`, f being I or K, among the factors, compiled, and the factors that remain.
  private mutating func besselQuotients(
    _ factors: [Formula]
  ) throws(FormulaError) -> (registers: [Int32], rest: [Formula]) {
    var rest: [Formula] = []
    var powers: [BesselPower] = []
    for factor in factors {
      if let power = BesselPower(factor) { powers.append(power) } else { rest.append(factor) }
    }
    var registers: [Int32] = []
    for i in powers.indices where powers[i].exponent > 0 {
      for j in powers.indices where powers[j].exponent < 0 && powers[j].pairs(with: powers[i]) {
        let count = min(powers[i].exponent, -powers[j].exponent)
        if count == 0 { continue }
        let quotient = emit(
          Instruction(
            .besselQuotient, try compile(powers[i].order), try compile(powers[j].order),
            try compile(powers[i].x), function: powers[i].function))
        registers.append(
          count == 1 ? quotient : emit(Instruction(.integerPower, quotient, Int32(count))))
        powers[i].exponent -= count
        powers[j].exponent += count
      }
    }
    return (registers, rest + powers.compactMap(\.formula))
  }

  private mutating func compileOne(_ constant: Formula) throws(FormulaError) -> Int32 {
    if let register = registers[constant] { return register }
    throw .tooLarge
  }

  private mutating func translatePower(
    _ base: Formula, _ exponent: Formula
  ) throws(FormulaError) -> Int32 {
    let a = try compile(base)
    if let n = exponent.numberValue {
      if n == .one { return a }
      if n == .half { return emit(Instruction(.squareRoot, a)) }
      if n == -.half {
        let root = emit(Instruction(.squareRoot, a))
        return emit(Instruction(.divide, try compileOne(.one), root))
      }
      if n == .minusOne { return emit(Instruction(.divide, try compileOne(.one), a)) }
      if let integer = n.integer, let small = Int32(exactly: integer) {
        if integer == 2 { return emit(Instruction(.multiply, a, a)) }
        return emit(Instruction(.integerPower, a, small))
      }
    }
    if let register = registers[exponent] { return emit(Instruction(.power, a, register)) }
    return emit(Instruction(.power, a, try compile(exponent)))
  }
}

extension Formula {
  /// x of `1 + x`.
  fileprivate var excessOverOne: Formula? {
    guard case .sum(var terms) = self, let index = terms.firstIndex(of: .one) else { return nil }
    terms.remove(at: index)
    return terms.count == 1 ? terms[0] : .sum(terms)
  }

  /// The negative of a number or of a product that starts with a negative number.
  fileprivate var withoutSign: Formula? {
    switch self {
    case .number(let n): return .number(-n)
    case .product(let factors):
      guard let n = factors.first?.numberValue else { return nil }
      var rest = Array(factors.dropFirst())
      if n != .minusOne { rest.insert(.number(-n), at: 0) }
      return rest.count == 1 ? rest[0] : rest.isEmpty ? .one : .product(rest)
    default: return nil
    }
  }
}

/// A whole power of a modified Bessel function among factors.
private struct BesselPower {
  let function: Formula.Function
  let order: Formula
  let x: Formula
  var exponent: Int

  init?(_ factor: Formula) {
    var base = factor
    exponent = 1
    if case .power(let inner, let power) = factor {
      guard let n = power.numberValue?.integer.flatMap({ Int(exactly: $0) }), n.magnitude <= 64
      else { return nil }
      (base, exponent) = (inner, n)
    }
    guard case .call(let function, let arguments) = base, arguments.count == 2,
      function == .besselk || function == .besseli
    else { return nil }
    (self.function, order, x) = (function, arguments[0], arguments[1])
  }

  func pairs(with other: BesselPower) -> Bool { function == other.function && x == other.x }

  /// What is left of it as a factor.
  var formula: Formula? {
    let call = Formula.call(function, [order, x])
    return switch exponent {
    case 0: nil
    case 1: call
    default: .power(call, .number(Number(exponent)))
    }
  }
}
