/// The kinds of value that checking knows before anything runs.
public struct Kind: OptionSet, Hashable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  public static let number = Kind(rawValue: 1 << 0)
  public static let complex = Kind(rawValue: 1 << 1)
  public static let boolean = Kind(rawValue: 1 << 2)
  public static let string = Kind(rawValue: 1 << 3)
  public static let list = Kind(rawValue: 1 << 4)
  public static let function = Kind(rawValue: 1 << 5)
  public static let process = Kind(rawValue: 1 << 6)
  public static let kernel = Kind(rawValue: 1 << 7)
  public static let dispersion = Kind(rawValue: 1 << 8)
  public static let data = Kind(rawValue: 1 << 9)
  public static let samples = Kind(rawValue: 1 << 10)
  public static let model = Kind(rawValue: 1 << 11)
  public static let verdict = Kind(rawValue: 1 << 12)
  public static let scores = Kind(rawValue: 1 << 13)
  public static let figure = Kind(rawValue: 1 << 14)
  public static let nothing = Kind(rawValue: 1 << 15)
  public static let sweep = Kind(rawValue: 1 << 16)
  public static let animation = Kind(rawValue: 1 << 17)

  /// Points of either origin.
  public static let points: Kind = [.data, .samples]
  /// What arithmetic works on.
  public static let numeric: Kind = [.number, .complex, .list]
  /// Nothing is known.
  public static let any = Kind(rawValue: (1 << 18) - 1)

  private static let names: [(Kind, String)] = [
    (.number, "number"), (.complex, "complex"), (.boolean, "boolean"), (.string, "string"),
    (.list, "list"), (.function, "function"), (.process, "process"), (.kernel, "kernel"),
    (.dispersion, "dispersion"), (.data, "data"), (.samples, "samples"), (.model, "model"),
    (.verdict, "verdict"), (.scores, "scores"), (.figure, "figure"), (.animation, "animation"),
    (.sweep, "sweep"), (.nothing, "nothing"),
  ]

  /// The kinds in words: "a number or a list".
  public var description: String {
    if self == .any { return "anything" }
    let words = Self.names.filter { contains($0.0) }.map(\.1)
    guard let last = words.last else { return "nothing" }
    return words.count == 1
      ? last : words.dropLast().joined(separator: ", ") + " or " + last
  }
}

extension Kind {
  /// What to type where this kind was expected and another was found, if there is a rule for it.
  func hint(found: Kind) -> String? {
    if found == .list, !isDisjoint(with: .points) {
      return "points are made of a list by data([[0, 1], [2, 3]])"
    }
    if self == .boolean { return "comparisons such as x > 0 are true or false" }
    if self == .list, found.isSubset(of: .points) {
      return "points are used whole: mean, min, max, select and plot take them"
    }
    return nil
  }
}

extension Value {
  /// The kind of this value.
  public var kind: Kind {
    switch self {
    case .nothing: .nothing
    case .number: .number
    case .complex: .complex
    case .boolean: .boolean
    case .string: .string
    case .list: .list
    case .function: .function
    case .process: .process
    case .kernel: .kernel
    case .dispersion: .dispersion
    case .data: .data
    case .samples: .samples
    case .model: .model
    case .verdict: .verdict
    case .scores: .scores
    case .figure: .figure
    case .animation: .animation
    case .sweep: .sweep
    }
  }
}
