extension Formula {
  /// A rank for the order of factors: numbers, i, π, variables, powers, functions, sums.
  private var rank: Int {
    switch self {
    case .number: 0
    case .imaginaryUnit: 1
    case .pi: 2
    case .variable: 4
    case .power(let base, _): base.numberValue != nil ? 3 : base.rank
    case .call: 6
    case .product: 7
    case .sum: 5
    }
  }

  /// The order in which people write factors: `2*i*k*sqrt(k^2 + m^2)*exp(-t)`.
  package static func precedesAsFactor(_ a: Formula, _ b: Formula) -> Bool {
    let (left, right) = (a.rank, b.rank)
    return left == right ? compare(a, b) < 0 : left < right
  }

  /// The order in which people write terms: by falling degree, then as factors.
  package static func precedesAsTerm(_ a: Formula, _ b: Formula) -> Bool {
    let (left, right) = (a.degree, b.degree)
    return left == right ? compare(a, b) < 0 : left > right
  }

  /// Total degree in the variables, functions counting as 1/2 so that they follow polynomials.
  private var degree: Double {
    switch self {
    case .number, .imaginaryUnit, .pi: 0
    case .variable: 1
    case .sum(let terms): terms.reduce(0) { max($0, $1.degree) }
    case .product(let factors): factors.reduce(0) { $0 + $1.degree }
    case .power(let base, let exponent):
      base.degree * (exponent.numberValue?.doubleValue ?? 1)
    case .call: 0.5
    }
  }

  /// A total order by structure: −1, 0 or 1.
  ///
  /// Base before exponent, so that `k < k^2 < m`.
  package static func compare(_ a: Formula, _ b: Formula) -> Int {
    let (baseA, exponentA) = a.baseAndExponent
    let (baseB, exponentB) = b.baseAndExponent
    if case .power = a { return comparePowers(baseA, exponentA, baseB, exponentB) }
    if case .power = b { return comparePowers(baseA, exponentA, baseB, exponentB) }
    switch (a, b) {
    case (.number(let x), .number(let y)): return x < y ? -1 : y < x ? 1 : 0
    case (.variable(let x), .variable(let y)): return x < y ? -1 : x > y ? 1 : 0
    case (.sum(let x), .sum(let y)), (.product(let x), .product(let y)): return compare(x, y)
    case (.call(let f, let x), .call(let g, let y)):
      return f == g ? compare(x, y) : f.rawValue < g.rawValue ? -1 : 1
    default:
      let (left, right) = (a.rank, b.rank)
      return left < right ? -1 : left > right ? 1 : 0
    }
  }

  private static func comparePowers(
    _ a: Formula, _ p: Formula, _ b: Formula, _ q: Formula
  ) -> Int {
    let order = compare(a, b)
    return order != 0 ? order : compare(p, q)
  }

  private static func compare(_ a: [Formula], _ b: [Formula]) -> Int {
    for (x, y) in zip(a, b) {
      let order = compare(x, y)
      if order != 0 { return order }
    }
    return a.count < b.count ? -1 : a.count > b.count ? 1 : 0
  }

  /// The formula as `base^exponent`, exponent 1 where it is no power.
  package var baseAndExponent: (base: Formula, exponent: Formula) {
    if case .power(let base, let exponent) = self { (base, exponent) } else { (self, .one) }
  }
}
