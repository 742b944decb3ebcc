extension Instruction {
  /// The cost over balls, in units of an addition.
  ///
  /// Weights are rounded from timings of FLINT at 64 bits. They only have to keep counted work in
  /// proportion to time within a factor of a few.
  var ballCost: Int {
    switch operation {
    case .pi, .imaginaryUnit, .add, .subtract, .negate, .multiply: 1
    case .divide, .squareRoot, .integerPower: 3
    case .apply: 8
    case .power, .logOnePlus, .expMinusOne: 10
    case .applyWithOrder: 100
    case .besselQuotient: 200
    }
  }
}
