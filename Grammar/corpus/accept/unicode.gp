pde ω₀_test(μ = 1) {
  ω = −i·√(k² + μ²)
  source = −μ²·φ
}
pde heat { equation ∂t(φ) = ∇²(φ) }
λ_max ≥ 3 × ε
α ≠ β ÷ 2
±τ ≤ ∞
κ⁻¹ + ρ² − σ³
