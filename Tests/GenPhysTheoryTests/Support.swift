import GenPhysNumerics
import GenPhysTheory

/// Foundation has a `Process` too.
typealias Process = GenPhysTheory.Process

/// The wavenumber.
let k = Formula.variable("k")

/// A process with this decay rate.
func process(_ rate: Formula, source: Process.Source = .none) -> Process {
  Process(name: "test", frequencies: [-.imaginaryUnit * rate], source: source)
}
