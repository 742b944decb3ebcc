import Foundation
import GenPhysSyntax
import Testing

/// The deepest trees fit the smallest stack that threads commonly have.
@Suite struct StackTests {
  @Test(arguments: [
    "(", "1+(", "a or b and c == d..e + f*-(", "[", "{[", "f(", "f(x = ", "-", "2^", "2^-(", "not ",
    "not (", "√", "1+", "f()", "x[", "a..(", "x = ", "pde p { omega = (",
  ])
  func deepTextsNeedLittleStack(piece: String) {
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      // As deep as it goes without an error, and deeper.
      for count in [30, 63, 127, 498, 5000] {
        let result = Syntax.parse(String(repeating: piece, count: count) + "1")
        let printed = Printer.print(result.script)
        let again = Syntax.parse(printed)
        _ = again.script == result.script
      }
      done.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    #expect(done.wait(timeout: .now() + 30) == .success)
  }
}
