extension Syntax {
  /// A declaration `pde name(parameters) { items }`.
  public struct ProcessDeclaration: Sendable, Equatable {
    public var name: Identifier
    public var parameters: [Parameter]
    public var items: [ProcessItem]
  }

  /// One line of the body of a `pde`.
  public struct ProcessItem: Sendable {
    public var kind: Kind
    public var span: SourceSpan

    /// The forms of an item.
    public enum Kind: Sendable, Equatable {
      /// `name = value`: a field such as `omega` or `source`.
      case field(Identifier, Expression)
      /// `left = right`, with more than a name on the left: an implicit dispersion relation.
      case relation(Expression, Expression)
      /// `equation left = right`: the equation itself.
      case equation(Expression, Expression)
    }
  }
}

extension Syntax.ProcessItem: Equatable {
  /// Whether both say the same; spans are ignored.
  public static func == (left: Self, right: Self) -> Bool { left.kind == right.kind }
}

extension Syntax.ProcessDeclaration {
  /// The values given to `field`, in source order; more than one is an error reported elsewhere.
  public func values(of field: ProcessField) -> [Syntax.Expression] {
    items.compactMap {
      guard case .field(let name, let value) = $0.kind, name.text == field.rawValue else {
        return nil
      }
      return value
    }
  }
}
