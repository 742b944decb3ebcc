// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Settings shared by every Swift target. `GENPHYS_STRICT=1` (continuous integration) turns our own
// warnings into errors and leaves those of dependencies alone.
let strict = ProcessInfo.processInfo.environment["GENPHYS_STRICT"] == "1"
let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

// FLINT 3 contains Arb; Debian 12 still ships Arb 2.23 (libflint-arb) beside FLINT 2.9.
let arbIsSeparate = FileManager.default.fileExists(atPath: "/usr/include/arb.h")
let flintLibraries: [LinkerSetting] =
  (arbIsSeparate ? ["flint-arb", "flint"] : ["flint"]).map { .linkedLibrary($0) }

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], linker: [LinkerSetting] = [],
  resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: settings,
    linkerSettings: linker)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
    exclude: exclude, resources: resources, swiftSettings: settings)
}

let numerics: Target.Dependency = .product(name: "Numerics", package: "swift-numerics")

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "GenPhys",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "genphys", targets: ["genphys"]),
    .executable(name: "genphys-repl", targets: ["genphys-repl"]),
    .library(name: "GenPhys", targets: ["GenPhys"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CReadline", providers: [.apt(["libreadline-dev"]), .brew(["readline"])]),
    .systemLibrary(
      name: "CFlint", providers: [.apt(["libflint-arb-dev"]), .brew(["flint"])]),
    .systemLibrary(
      name: "CBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),

    module("GenPhysText"),
    module("GenPhysSyntax", ["GenPhysText"]),
    module("GenPhysSupport"),
    module("GenPhysNumerics", ["GenPhysSupport", "CFlint", numerics], linker: flintLibraries),
    module("GenPhysTheory", ["GenPhysNumerics", "GenPhysSupport"]),
    .target(name: "GenPhysKernels", cSettings: [.unsafeFlags(["-O3", "-fno-math-errno"])]),
    module(
      "GenPhysEngine",
      [
        "GenPhysText", "GenPhysTheory", "GenPhysNumerics", "GenPhysSupport", "GenPhysKernels",
        "CBLAS",
      ]),
    module("GenPhysPlot", ["GenPhysText", "GenPhysSupport", "CCairo"]),
    module(
      "GenPhys",
      [
        "GenPhysText", "GenPhysSyntax", "GenPhysSupport", "GenPhysNumerics", "GenPhysTheory",
        "GenPhysEngine",
        "GenPhysPlot",
      ],
      resources: [.embedInCode("Prelude/processes.gp")]),
    module("GenPhysArguments", ["GenPhys", "GenPhysText", argumentParser]),
    .executableTarget(
      name: "genphys",
      dependencies: [
        "GenPhys", "GenPhysArguments", "GenPhysText", "GenPhysSyntax", "GenPhysTheory",
        argumentParser,
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "genphys-repl",
      dependencies: [
        "GenPhys", "GenPhysArguments", "GenPhysText", "GenPhysSyntax", "CReadline",
        argumentParser,
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "genphys-bench",
      dependencies: [
        "GenPhys", "GenPhysSyntax", "GenPhysSupport", "GenPhysTheory", "GenPhysEngine", "CBLAS",
        argumentParser,
      ],
      swiftSettings: settings),

    tests("GenPhysText"),
    tests("GenPhysSyntax"),
    tests("GenPhysNumerics", ["GenPhysSupport", numerics]),
    tests("GenPhysTheory", ["GenPhysNumerics"], resources: [.copy("kernels.json")]),
    tests("GenPhysEngine", ["GenPhysTheory", "GenPhysNumerics"]),
    tests("GenPhysPlot"),
    tests(
      "GenPhys",
      [
        "GenPhysText", "GenPhysSyntax", "GenPhysNumerics", "GenPhysTheory", "GenPhysEngine",
        "GenPhysPlot",
      ],
      exclude: ["Golden", "Fuzz"]),
  ]
)
