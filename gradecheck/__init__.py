"""gradecheck: an exercise checker for calculus, gradient descent and backpropagation."""

__version__ = "0.1.0"
