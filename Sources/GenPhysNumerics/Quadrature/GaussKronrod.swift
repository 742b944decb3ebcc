/// The pair of Gauss rule (10 points) and Kronrod rule (21 points) [QUADPACK 1983].
package enum GaussKronrod {
  package struct Result {
    package var value: Double
    package var error: Double
    /// ∫|f|, which scales the rounding error.
    var magnitude: Double
  }

  static let evaluations = 21

  /// The places and weights of Kronrod's rule on [a, b].
  package static func rule(_ a: Double, _ b: Double) -> [(place: Double, weight: Double)] {
    let (center, half) = (0.5 * (a + b), 0.5 * (b - a))
    return nodes.indices.flatMap { index in
      let weight = half * kronrodWeights[index]
      let shift = half * nodes[index]
      return shift == 0
        ? [(center, weight)] : [(center - shift, weight), (center + shift, weight)]
    }
  }

  /// Both rules on [a, b].
  @inline(__always)
  package static func apply(_ a: Double, _ b: Double, _ f: (Double) throws -> Double) rethrows
    -> Result
  {
    let center = 0.5 * (a + b)
    let half = 0.5 * (b - a)
    let middle = try f(center)
    var kronrod = middle * kronrodWeights[10]
    var gauss = 0.0
    var magnitude = middle.magnitude * kronrodWeights[10]
    var squares = middle * middle * kronrodWeights[10]
    for j in 0..<10 {
      let dx = half * nodes[j]
      let left = try f(center - dx)
      let right = try f(center + dx)
      kronrod += kronrodWeights[j] * (left + right)
      magnitude += kronrodWeights[j] * (left.magnitude + right.magnitude)
      if j & 1 == 1 { gauss += gaussWeights[j / 2] * (left + right) }
      squares += kronrodWeights[j] * (left * left + right * right)
    }
    let scale = half.magnitude
    // Mean square deviation bounds ∫|f − mean| from above, cheaply.
    let mean = kronrod / 2
    let spread = max(0, squares / 2 - mean * mean).squareRoot() * 2 * scale
    var error = ((kronrod - gauss) * half).magnitude
    // The difference is the error of the Gauss rule; that of Kronrod's is far smaller. The power
    // 3/2 is QUADPACK's experience, not derived from first principles.
    if spread > 0, error > 0 {
      let relative = 200 * error / spread
      error = spread * min(1, relative * relative.squareRoot())
    }
    return Result(value: kronrod * half, error: error, magnitude: magnitude * scale)
  }

  private static let nodes = [
    0.995657163025808080735527280689003, 0.973906528517171720077964012084452,
    0.930157491355708226001207180059508, 0.865063366688984510732096688423493,
    0.780817726586416897063717578345042, 0.679409568299024406234327365114874,
    0.562757134668604683339000099272694, 0.433395394129247190799265943165784,
    0.294392862701460198131126603103866, 0.148874338981631210884826001129720, 0,
  ]
  private static let kronrodWeights = [
    0.011694638867371874278064396062192, 0.032558162307964727478818972459390,
    0.054755896574351996031381300244580, 0.075039674810919952767043140916190,
    0.093125454583697605535065465083366, 0.109387158802297641899210590325805,
    0.123491976262065851077958109585166, 0.134709217311473325928054001771707,
    0.142775938577060080797094273138717, 0.147739104901338491374841515972068,
    0.149445554002916905664936468389821,
  ]
  private static let gaussWeights = [
    0.066671344308688137593568809893332, 0.149451349150580593145863396957658,
    0.219086362515982043995534934228163, 0.269266719309996355091226921569469,
    0.295524224714752870173815619188769,
  ]
}
