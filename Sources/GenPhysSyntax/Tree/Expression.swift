extension Syntax {
  /// An expression with its span.
  public struct Expression: Sendable {
    public var kind: Kind
    public var span: SourceSpan

    public init(_ kind: Kind, span: SourceSpan) {
      self.kind = kind
      self.span = span
    }

    /// The forms of an expression.
    ///
    /// Parentheses leave no node; the printer puts them where they are needed.
    public indirect enum Kind: Sendable, Equatable {
      case number(NumberLiteral)
      case string(String)
      case boolean(Bool)
      /// A name in its ASCII spelling; `_` is the last result.
      case name(String)
      /// `[a, b]`
      case list([Expression])
      /// `{a, b}`: the branches of a dispersion relation.
      case branches([Expression])
      /// `from..to` or `from..to..step`
      case range(from: Expression, to: Expression, step: Expression?)
      case unary(UnaryOperator, Expression)
      case binary(BinaryOperator, Expression, Expression)
      /// `callee(arguments)`, the command form `callee argument, …` and `√x` alike.
      case call(callee: Expression, [Argument])
      /// `base[index]`
      case index(Expression, Expression)
      /// What could not be read; a diagnostic has said so.
      case missing
    }
  }

  /// A number as it was written, so that decimals can be made exact.
  public struct NumberLiteral: Sendable, Hashable {
    /// The digits as written, with point, exponent and separators but without the `i`.
    public var text: String
    public var isImaginary: Bool

    public init(_ text: String, isImaginary: Bool = false) {
      self.text = text
      self.isImaginary = isImaginary
    }
  }

  /// An argument of a call: `value` or `label = value`.
  public struct Argument: Sendable, Equatable {
    public var label: Identifier?
    public var value: Expression

    public init(label: Identifier? = nil, _ value: Expression) {
      self.label = label
      self.value = value
    }

    /// Where the argument stands, label included.
    public var span: SourceSpan { label.map { $0.span.union(value.span) } ?? value.span }
  }
}

extension Syntax.Expression: Equatable {
  /// Whether both say the same; spans are ignored.
  public static func == (left: Self, right: Self) -> Bool { left.kind == right.kind }
}

extension Syntax.Expression {
  /// The name, if the expression is nothing but a name.
  public var asName: Syntax.Identifier? {
    guard case .name(let text) = kind else { return nil }
    return Syntax.Identifier(text, span: span)
  }

  /// The direct parts of the expression, in source order.
  public var children: [Syntax.Expression] {
    switch kind {
    case .number, .string, .boolean, .name, .missing: []
    case .list(let elements), .branches(let elements): elements
    case .range(let from, let to, let step): [from, to] + (step.map { [$0] } ?? [])
    case .unary(_, let operand): [operand]
    case .binary(_, let left, let right): [left, right]
    case .call(let callee, let arguments): [callee] + arguments.map(\.value)
    case .index(let base, let index): [base, index]
    }
  }
}
