internal import CFlint
public import Numerics

/// A ball of complex numbers that surely contains the exact value: midpoint and radius by FLINT/Arb.
///
/// Every operation returns a ball that contains all results for arguments in the operand balls.
/// What is undefined for some argument gives a ball that contains everything (`isFinite` is
/// false). A ball remembers its working precision in bits; results take that of the more precise
/// operand. `==` compares enclosures, not values: two equal balls may enclose different numbers.
public struct Ball: Sendable {
  /// An immutable `acb_t`.
  ///
  /// `@unchecked Sendable`: the C value is written only while it is being made, in `Ball.make`, and
  /// only read afterwards; Arb's reading functions do not modify their arguments.
  final class Storage: @unchecked Sendable {
    let value: UnsafeMutablePointer<acb_struct>

    init() {
      value = .allocate(capacity: 1)
      acb_init(value)
    }

    deinit {
      acb_clear(value)
      value.deallocate()
    }
  }

  let storage: Storage
  /// The working precision in bits.
  public let precision: Int
  /// Whether functions must be analytic on the whole ball, or else return everything.
  ///
  /// Rigorous integration asks for it; the flag is inherited by every result.
  package let requiresAnalytic: Bool

  /// The smallest and largest working precision accepted; others are clamped.
  public static let precisions = 2...100_000

  /// The default precision: a little more than a double's.
  public static let defaultPrecision = 64

  /// The ball that `body` writes into a fresh `acb_t`.
  static func make(
    _ precision: Int, requiresAnalytic: Bool = false,
    _ body: (UnsafeMutablePointer<acb_struct>) -> Void
  ) -> Ball {
    let storage = Storage()
    body(storage.value)
    return Ball(storage: storage, precision: precision, requiresAnalytic: requiresAnalytic)
  }

  private init(storage: Storage, precision: Int, requiresAnalytic: Bool) {
    self.storage = storage
    self.precision = precision
    self.requiresAnalytic = requiresAnalytic
  }

  static func clamp(_ precision: Int) -> Int {
    min(max(precision, precisions.lowerBound), precisions.upperBound)
  }

  /// Reads the C value.
  func read<R>(_ body: (UnsafeMutablePointer<acb_struct>) -> R) -> R {
    withExtendedLifetime(storage) { body(storage.value) }
  }

  /// A ball computed from this one.
  func map(
    _ body: (UnsafeMutablePointer<acb_struct>, UnsafeMutablePointer<acb_struct>, Int) -> Void
  ) -> Ball {
    read { x in
      Ball.make(precision, requiresAnalytic: requiresAnalytic) { body($0, x, precision) }
    }
  }

  /// A ball computed from this one and another.
  func map(
    _ other: Ball,
    _ body: (
      UnsafeMutablePointer<acb_struct>, UnsafeMutablePointer<acb_struct>,
      UnsafeMutablePointer<acb_struct>, Int
    ) -> Void
  ) -> Ball {
    let bits = max(precision, other.precision)
    return read { x in
      other.read { y in
        Ball.make(bits, requiresAnalytic: requiresAnalytic || other.requiresAnalytic) {
          body($0, x, y, bits)
        }
      }
    }
  }

  /// The ball of everything, with this ball's precision.
  var everything: Ball {
    map { result, _, _ in acb_indeterminate(result) }
  }
}

extension Ball {
  /// The exact value of a double; everything, for NaN and infinities.
  public init(_ value: Double, precision: Int = Ball.defaultPrecision) {
    self = .make(Ball.clamp(precision)) {
      if value.isFinite { acb_set_d($0, value) } else { acb_indeterminate($0) }
    }
  }

  /// The exact value of a complex number.
  public init(_ value: Complex<Double>, precision: Int = Ball.defaultPrecision) {
    self = .make(Ball.clamp(precision)) {
      if value.isFinite {
        acb_set_d_d($0, value.real, value.imaginary)
      } else {
        acb_indeterminate($0)
      }
    }
  }

  /// The number, to `precision` bits: `Number(0.1)` is 1/10, and a double is what rounds to it.
  public init(_ number: Number, precision: Int = Ball.defaultPrecision) {
    switch number {
    case .real(let x): self.init(lower: x.nextDown, upper: x.nextUp, precision: precision)
    case .rational(let p, let q):
      let bits = Ball.clamp(precision)
      self = .make(bits) {
        acb_set_si($0, p)
        if q != 1 { acb_div_si($0, $0, q, bits) }
      }
    }
  }

  /// All real numbers from `lower` to `upper`; everything, where a bound is not finite.
  public init(lower: Double, upper: Double, precision: Int = Ball.defaultPrecision) {
    let bits = Ball.clamp(precision)
    self = .make(bits) { result in
      guard lower.isFinite, upper.isFinite else { return acb_indeterminate(result) }
      var a = arf_struct()
      var b = arf_struct()
      arf_init(&a)
      arf_init(&b)
      arf_set_d(&a, min(lower, upper))
      arf_set_d(&b, max(lower, upper))
      arb_set_interval_arf(&result.pointee.real, &a, &b, bits)
      arf_clear(&a)
      arf_clear(&b)
    }
  }

  /// A rectangle: real and imaginary parts of real balls.
  public init(real: Ball, imaginary: Ball) {
    self = real.map(imaginary) { result, x, y, _ in
      acb_set_arb_arb(result, &x.pointee.real, &y.pointee.real)
    }
  }

  /// The same ball with another working precision.
  public func with(precision: Int) -> Ball {
    read { x in
      Ball.make(Ball.clamp(precision), requiresAnalytic: requiresAnalytic) { acb_set($0, x) }
    }
  }

  /// The same ball, whose functions must (or need not) be analytic.
  package func requiringAnalytic(_ flag: Bool) -> Ball {
    read { x in Ball.make(precision, requiresAnalytic: flag) { acb_set($0, x) } }
  }
}
