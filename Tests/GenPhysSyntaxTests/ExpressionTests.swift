import GenPhysSyntax
import Testing

/// Expressions group as the grammar says.
@Suite struct ExpressionTests {
  @Test(arguments: [
    ("a + b*c", "(+ a (* b c))"),
    ("a - b - c", "(- (- a b) c)"),
    ("a/b/c", "(/ (/ a b) c)"),
    ("-k^2", "(- (^ k 2))"),
    ("2^-k^2", "(^ 2 (- (^ k 2)))"),
    ("2^3^2", "(^ 2 (^ 3 2))"),
    ("-a*b", "(* (- a) b)"),
    ("a*-b", "(* a (- b))"),
    ("±k + 1", "(+ (± k) 1)"),
    ("a ± b", "(± a b)"),
    ("a +/- b", "(± a b)"),
    ("√k²", "(call sqrt (^ k 2))"),
    ("√k + 1", "(+ (call sqrt k) 1)"),
    ("k²^3", "(^ (^ k 2) 3)"),
    ("k⁻¹", "(^ k (- 1))"),
    ("not a == b", "(not (== a b))"),
    ("not a and b or c", "(or (and (not a) b) c)"),
    ("a < b and b < c", "(and (< a b) (< b c))"),
    ("1..n + 1..2", "(.. 1 (+ n 1) 2)"),
    ("1..2", "(.. 1 2)"),
    ("1...5", "(.. 1 .5)"),
    ("2i*eps", "(* 2i eps)"),
    ("f(x, n = 3)(y)[1]", "(index (call (call f x n:3) y) 1)"),
    ("Out[3] + _", "(+ (index Out 3) _)"),
    ("plot [1, 2]", "(call plot (list 1 2))"),
    ("check yukawa(m = 2), details = true", "(call check (call yukawa m:2) details:true)"),
    ("f (x) + 1", "(+ (call f x) 1)"),
    ("ω·λ ≤ φ − ε", "(<= (* omega lambda) (- phi eps))"),
    ("∇²(φ) + ∂tt(φ)", "(+ (call lap phi) (call dtt phi))"),
    ("{k, -k}", "(branches k (- k))"),
    ("\"a\\n\\u{3c9}\"", "\"a\\nω\""),
  ])
  func groups(text: String, tree: String) {
    #expect(dump(text) == tree)
  }

  @Test(arguments: ["1_000.5e-3", ".5", "1.", "123456789012345678901234567890", "0.1"])
  func numbersKeepTheirText(text: String) {
    #expect(dump(text) == text)
  }

  @Test func spansCoverWhatTheyName() {
    let text = "x = f((a + b)*2, n = √k)"
    guard case .assignment(_, let value) = Syntax.parse(text).script.statements.first?.kind else {
      Issue.record("no assignment")
      return
    }
    let source = SourceText(text)
    #expect(source.text(in: value.span) == "f((a + b)*2, n = √k)")
    let parts = value.children.map { source.text(in: $0.span) }
    #expect(parts == ["f", "(a + b)*2", "√k"])
    #expect(value.children[1].children.map { source.text(in: $0.span) } == ["(a + b)", "2"])
  }
}
