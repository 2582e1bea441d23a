"""The allowlist of elements and attributes of published SVG drawings.

Sources: SVG 1.1 and SVG 2 (elements, attributes, properties), W3C Filter Effects 1, CSS Masking 1.
"""

from __future__ import annotations

ANIMATIONS = frozenset(("animate", "animateMotion", "animateTransform", "animateColor", "set"))
TEXTS = frozenset(("text", "title", "desc", "style"))
"""Elements whose text, with that of their descendants, is kept; elsewhere text is not shown."""
_ELEMENTS = """
svg g defs symbol use switch a view title desc style path rect circle ellipse line polyline polygon image marker
text tspan tref textPath altGlyph altGlyphDef altGlyphItem glyphRef font font-face font-face-src font-face-name
glyph missing-glyph hkern vkern linearGradient radialGradient meshgradient meshrow meshpatch hatch hatchpath stop
pattern clipPath mask filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile
feTurbulence mpath
"""
ELEMENTS = frozenset(_ELEMENTS.split()) | ANIMATIONS
_SHAPES = """
id class style lang version baseProfile viewBox preserveAspectRatio zoomAndPan width height x y x1 y1 x2 y2 cx cy r
rx ry d points pathLength transform transform-origin transform-box role tabindex systemLanguage requiredFeatures
requiredExtensions focusable overflow clip enable-background viewTarget
"""
_LOOKS = """
fill fill-opacity fill-rule stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
stroke-miterlimit stroke-opacity stroke-width color color-interpolation color-interpolation-filters color-rendering
shape-rendering image-rendering text-rendering opacity display visibility mix-blend-mode isolation vector-effect
paint-order pointer-events cursor clip-path clip-rule mask mask-type filter flood-color flood-opacity lighting-color
stop-color stop-opacity solid-color solid-opacity marker marker-start marker-mid marker-end
"""
_TEXT = """
font font-family font-size font-size-adjust font-stretch font-style font-variant font-weight text-anchor
text-decoration text-overflow letter-spacing word-spacing white-space line-height inline-size shape-inside
writing-mode direction unicode-bidi dominant-baseline alignment-baseline baseline-shift kerning
glyph-orientation-horizontal glyph-orientation-vertical dx dy rotate textLength lengthAdjust startOffset method
spacing side path
"""
_FONTS = """
horiz-adv-x horiz-origin-x horiz-origin-y vert-adv-y vert-origin-x vert-origin-y unicode glyph-name orientation
arabic-form units-per-em panose-1 ascent descent cap-height x-height accent-height underline-position
underline-thickness strikethrough-position strikethrough-thickness overline-position overline-thickness alphabetic
ideographic hanging mathematical stemv stemh slope bbox widths unicode-range u1 u2 g1 g2 k name
"""
_PAINT = """
gradientUnits gradientTransform spreadMethod fx fy fr offset patternUnits patternContentUnits patternTransform
clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient type media hatchUnits
hatchContentUnits hatchTransform pitch
"""
_FILTERS = """
filterUnits primitiveUnits filterRes in in2 result mode operator k1 k2 k3 k4 values tableValues intercept amplitude
exponent order kernelMatrix divisor bias targetX targetY edgeMode kernelUnitLength preserveAlpha surfaceScale
diffuseConstant specularConstant specularExponent limitingConeAngle pointsAtX pointsAtY pointsAtZ z azimuth
elevation scale xChannelSelector yChannelSelector stdDeviation radius baseFrequency numOctaves seed stitchTiles
"""
_MOVEMENT = """
attributeName attributeType begin dur end min max restart repeatCount repeatDur from to by calcMode keyTimes
keySplines keyPoints additive accumulate origin
"""
ATTRIBUTES = frozenset(f"{_SHAPES} {_LOOKS} {_TEXT} {_FONTS} {_PAINT} {_FILTERS} {_MOVEMENT}".split())
