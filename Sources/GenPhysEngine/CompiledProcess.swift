public import GenPhysTheory
