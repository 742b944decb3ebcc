/// Interpolation through six neighbours on an equally spaced grid.
enum SexticLagrange {
  /// Value and derivative at `position`, in units of the grid's step.
  static func evaluate(_ values: [Double], _ position: Double) -> (value: Double, slope: Double) {
    let first = min(max(Int(position) - 2, 0), values.count - 6)
    let u = position - Double(first)
    var value = 0.0
    var slope = 0.0
    for i in 0..<6 {
      var weight = 1.0
      var derivative = 0.0
      for j in 0..<6 where j != i {
        let scale = 1 / Double(i - j)
        derivative = derivative * (u - Double(j)) * scale + weight * scale
        weight *= (u - Double(j)) * scale
      }
      value += weight * values[first + i]
      slope += derivative * values[first + i]
    }
    return (value, slope)
  }
}
