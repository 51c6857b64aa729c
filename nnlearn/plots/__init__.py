"""Pictures of the course: arrays and callables in, matplotlib axes out."""

from nnlearn.plots._style import COLORS, MARKERS, use_style
from nnlearn.plots.boundary import decision_boundary
from nnlearn.plots.confusion import confusion_matrix
from nnlearn.plots.curves import error_curve, function_fit, learning_curve
from nnlearn.plots.depth import by_layer
from nnlearn.plots.diagrams import network
from nnlearn.plots.folded import folded_space
from nnlearn.plots.gallery import activation_gallery
from nnlearn.plots.graphs import computation_graph
from nnlearn.plots.histories import histories
from nnlearn.plots.images import images
from nnlearn.plots.landscape import landscape, walk_on_curve
from nnlearn.plots.lines import half_planes, separating_lines
from nnlearn.plots.measures import bars, scatter_bound
from nnlearn.plots.neuron import neuron
from nnlearn.plots.points import points
from nnlearn.plots.seeds import runs, sweep
from nnlearn.plots.slopes import curves_and_slopes, tangent

__all__ = [
    "COLORS",
    "MARKERS",
    "activation_gallery",
    "bars",
    "by_layer",
    "computation_graph",
    "confusion_matrix",
    "curves_and_slopes",
    "decision_boundary",
    "error_curve",
    "folded_space",
    "function_fit",
    "half_planes",
    "histories",
    "images",
    "landscape",
    "learning_curve",
    "network",
    "neuron",
    "points",
    "runs",
    "scatter_bound",
    "separating_lines",
    "sweep",
    "tangent",
    "use_style",
    "walk_on_curve",
]
