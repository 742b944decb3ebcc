internal import Numerics
internal import ComplexModule
internal import GenPhysNumerics
internal import GenPhysEngine
internal import GenPhysPlot
internal import GenPhysTheory

extension Value {
  /// The kind's name in `--json`.
  var typeName: String {
    switch self {
    case .samples: "samples"
    default: kind.description
    }
  }

  /// The value for programs; points are summarised, not listed (save them instead).
  var json: JSON {
    switch self {
    case .nothing: .null
    case .number(let estimate): .number(estimate.value)
    case .complex(let number):
      ["re": .number(number.value.real), "im": .number(number.value.imaginary)]
    case .boolean(let value): .boolean(value)
    case .string(let text): .string(text)
    case .list(let elements): .array(elements.map(\.json))
    case .function, .process, .kernel, .dispersion: .string(text)
    case .data(let data): data.json
    case .samples(let samples):
      [
        "n": .integer(samples.data.count), "dim": .integer(samples.data.dimension),
        "nfe": .integer(samples.evaluations), "mean": .array(samples.data.mean.map(JSON.number)),
        "scale": .number(samples.data.scale),
        "mass": JSON(samples.census?.mass, JSON.number), "blur": JSON(samples.blur, JSON.number),
        "standardised": samples.columns?.json ?? .null,
      ]
    case .model(let trained):
      [
        "process": .string(trained.process.signature),
        "steps": .integer(trained.model.options.steps),
        "steps_done": .integer(trained.model.step),
        "batch": .integer(trained.model.options.batch),
        "parameters": .integer(trained.model.parameterCount),
        "loss": JSON(trained.model.lossHistory.last?.loss, JSON.number),
        "standardised": trained.model.frame.columns?.json ?? .null,
        "warning": JSON(trained.warning, JSON.string),
      ]
    case .verdict(let report): report.json
    case .scores(let score): score.json
    case .sweep(let sweep): sweep.json
    case .figure(let figure): ["panels": .integer(figure.panels.count)]
    case .animation(let animation): ["frames": .integer(animation.frames.count)]
    }
  }

  /// The error of an estimate, for `--json`; those of a list as a list of the same shape.
  var error: JSON {
    switch self {
    case .number(let number) where number.error > 0: return .number(number.error)
    case .complex(let number) where number.error > 0: return .number(number.error)
    case .list(let elements):
      let errors = elements.map(\.error)
      return errors.contains { $0 != .null } ? .array(errors) : .null
    default: return .null
    }
  }
}

extension DataSet {
  fileprivate var json: JSON {
    [
      "n": .integer(count), "dim": .integer(dimension), "mean": .array(mean.map(JSON.number)),
      "scale": .number(scale),
    ]
  }
}

extension Score {
  fileprivate var json: JSON {
    func measure(_ measure: Measure) -> JSON {
      [
        "value": .number(measure.value), "floor": .number(measure.floor),
        "ratio": .number(measure.ratio),
      ]
    }
    return [
      "sliced_wasserstein": measure(slicedWasserstein), "energy_distance": measure(energyDistance),
      "mmd2": measure(discrepancy), "n": .integer(count),
      "memorisation": JSON(memorisation, JSON.number), "standardised": columns.json,
    ]
  }
}

extension ColumnScales {
  /// The standard deviations that columns were divided by; `null` where they were left as they are.
  fileprivate var json: JSON {
    areStandardised ? .array(deviations.map(JSON.number)) : .null
  }
}

extension VerdictReport {
  /// The object of `check --json`.
  public var json: JSON {
    [
      "pde": .string(process.name), "verdict": .string(verdict.summary),
      "proved": .boolean(verdict.isProved),
      "dimensions": JSON(verdict.dimensions) { dimensions in
        switch dimensions {
        case .all: .string("all")
        case .upTo(let n): .integer(n)
        case .within(let low, let high): .array([.integer(low), JSON(high, JSON.integer)])
        }
      },
      "rough": .boolean(verdict.isRough), "atom_rate": JSON(verdict.atomRate, JSON.number),
      "C1": [
        "holds": JSON(verdict.c1.holds, JSON.boolean), "proved": .boolean(verdict.c1.proved),
        "reason": .string(reason(verdict.c1)),
        "witness": JSON(verdict.densityWitness) { witness in
          [
            "dim": .integer(witness.dimension), "r": .number(witness.radius),
            "t": .number(witness.time),
          ]
        },
      ],
      "C2": [
        "holds": JSON(verdict.c2.holds, JSON.boolean), "proved": .boolean(verdict.c2.proved),
        "reason": .string(reason(verdict.c2)), "witness": JSON(verdict.c2Witness, JSON.number),
        "violations": .array(
          verdict.violations.map { [.number($0.lower), JSON($0.upper, JSON.number)] }),
        "open": .array(
          verdict.openRanges.map { [.number($0.lower), JSON($0.upper, JSON.number)] }),
      ],
      "units": JSON(verdict.units) { units in
        [
          "wavenumber": .string(units.wavenumber.description),
          "rate": .string(units.rate.description),
        ]
      }, "assumptions": .array(verdict.assumptions.map(JSON.string)),
      "mendings": .array(mendings.map { .string($0.kind.rawValue) }),
      "proof": JSON(verdict.proof, \.json),
    ]
  }
}

extension Proof {
  /// The proof tree: a certificate that another program can check.
  fileprivate var json: JSON {
    [
      "formula": .string(claim.formula.description), "class": .string(claim.membership.name),
      "rule": .string(rule.summary), "source": .string(rule.source),
      "premises": .array(premises.map(\.json)),
    ]
  }
}
