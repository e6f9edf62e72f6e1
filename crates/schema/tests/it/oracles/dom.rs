//! The tree that a browser builds from HTML, as lines. Each node is one line, in the order of the
//! source.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

use html5ever::interface::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::{Attribute, QualName, local_name, ns, parse_fragment};

/// A node. An element has a name, a text node has a text, and any other node has neither.
#[derive(Default)]
struct Node {
    name: Option<QualName>,
    attributes: RefCell<Vec<Attribute>>,
    text: RefCell<String>,
    children: RefCell<Vec<Rc<Node>>>,
    parent: RefCell<Weak<Node>>,
}

impl Node {
    fn text(text: &str) -> Rc<Self> {
        let text = RefCell::new(text.to_owned());
        Rc::new(Self {
            text,
            ..Self::default()
        })
    }

    fn is_text(&self) -> bool {
        !self.text.borrow().is_empty()
    }

    fn detach(&self) {
        let parent = self.parent.take().upgrade();
        if let Some(parent) = parent {
            let itself = |child: &Rc<Self>| std::ptr::eq(child.as_ref(), self);
            parent.children.borrow_mut().retain(|child| !itself(child));
        }
    }

    fn insert(self: &Rc<Self>, at: usize, child: NodeOrText<Rc<Self>>) {
        let child = match child {
            NodeOrText::AppendNode(node) => node,
            NodeOrText::AppendText(text) => {
                let children = self.children.borrow();
                let before = at.checked_sub(1).and_then(|at| children.get(at));
                if let Some(before) = before.filter(|it| it.is_text()) {
                    before.text.borrow_mut().push_str(&text);
                    return;
                }
                Self::text(&text)
            }
        };
        child.detach();
        *child.parent.borrow_mut() = Rc::downgrade(self);
        let mut children = self.children.borrow_mut();
        let at = at.min(children.len());
        children.insert(at, child);
    }

    fn append(self: &Rc<Self>, child: NodeOrText<Rc<Self>>) {
        let end = self.children.borrow().len();
        self.insert(end, child);
    }

    fn write(&self, depth: usize, lines: &mut Vec<String>) {
        for child in self.children.borrow().iter() {
            let line = match &child.name {
                Some(name) => {
                    let mut parts: Vec<String> = child
                        .attributes
                        .borrow()
                        .iter()
                        .filter_map(|it| super::second::canonical(&it.name.local, &it.value))
                        .collect();
                    parts.sort();
                    parts.insert(0, format!("{}{}", &*name.ns, &*name.local));
                    format!("<{}>", parts.join(" "))
                }
                None if child.is_text() => format!("{:?}", child.text.borrow()),
                None => "something else".to_owned(),
            };
            lines.push(format!("{depth} {line}"));
            child.write(depth + 1, lines);
        }
    }
}

/// Returns the lines of HTML inside a `div`.
pub(super) fn lines(html: &str) -> Vec<String> {
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let sink = Sink::default();
    let parser = parse_fragment(
        sink,
        html5ever::ParseOpts::default(),
        context,
        Vec::new(),
        false,
    );
    let document = parser.one(html);
    let mut lines = Vec::new();
    document.write(0, &mut lines);
    lines
}

#[derive(Default)]
struct Sink(Rc<Node>);

impl TreeSink for Sink {
    type Handle = Rc<Node>;
    type Output = Rc<Node>;
    type ElemName<'a> = &'a QualName;

    fn finish(self) -> Rc<Node> {
        self.0
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Rc<Node> {
        self.0.clone()
    }

    fn elem_name<'a>(&'a self, target: &'a Rc<Node>) -> &'a QualName {
        target.name.as_ref().expect("only elements are asked")
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _: ElementFlags,
    ) -> Rc<Node> {
        Rc::new(Node {
            name: Some(name),
            attributes: RefCell::new(attributes),
            ..Node::default()
        })
    }

    fn create_comment(&self, _: StrTendril) -> Rc<Node> {
        Rc::default()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Rc<Node> {
        Rc::default()
    }

    fn append(&self, parent: &Rc<Node>, child: NodeOrText<Rc<Node>>) {
        parent.append(child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Rc<Node>,
        before: &Rc<Node>,
        child: NodeOrText<Rc<Node>>,
    ) {
        if element.parent.borrow().upgrade().is_some() {
            self.append_before_sibling(element, child);
        } else {
            before.append(child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    // The content of a template counts as its children. Neither cleaner lets it through.
    fn get_template_contents(&self, target: &Rc<Node>) -> Rc<Node> {
        target.clone()
    }

    fn same_node(&self, one: &Rc<Node>, two: &Rc<Node>) -> bool {
        Rc::ptr_eq(one, two)
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Rc<Node>, child: NodeOrText<Rc<Node>>) {
        if let NodeOrText::AppendNode(node) = &child {
            node.detach();
        }
        let parent = sibling.parent.borrow().upgrade().expect("it has a parent");
        let at = parent
            .children
            .borrow()
            .iter()
            .position(|it| Rc::ptr_eq(it, sibling));
        parent.insert(at.expect("it is its parent's child"), child);
    }

    fn add_attrs_if_missing(&self, target: &Rc<Node>, attributes: Vec<Attribute>) {
        let mut there = target.attributes.borrow_mut();
        for attribute in attributes {
            if !there.iter().any(|it| it.name == attribute.name) {
                there.push(attribute);
            }
        }
    }

    fn remove_from_parent(&self, target: &Rc<Node>) {
        target.detach();
    }

    fn reparent_children(&self, node: &Rc<Node>, parent: &Rc<Node>) {
        let children = node.children.take();
        for child in children {
            *child.parent.borrow_mut() = Weak::new();
            parent.append(NodeOrText::AppendNode(child));
        }
    }
}
